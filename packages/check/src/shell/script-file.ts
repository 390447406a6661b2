import { baseName } from './run-step.js'

/** Scripts are short, and a file without an ending may be anything. */
const MOST_BYTES = 256 * 1024
const SHELL_ENDING = /\.(?:ba|z|k)?sh$/

/** Whether a file's name and size are those of a script that a shell may run. */
export function mayBeScript(path: string, bytes = 0): boolean {
  return bytes <= MOST_BYTES && (SHELL_ENDING.test(path) || !baseName(path).includes('.'))
}

/** Whether a shell, or whatever the first line names, is given line ends of Windows. A file without an ending says by `#!` that it is run. */
export function endsLinesAsWindows(path: string, text: string): boolean {
  return SHELL_ENDING.test(path) ? text.includes('\r\n') : /^#![^\n]*\r\n/.test(text)
}
