import { visibleText } from '@module-images/core'
import { writeAboveStatus } from './shown-status.js'
import { visibleStyledText } from './styled-text.js'

/**
 * The one place that writes text: names of files, targets and options, and what registries and programs print, come from outside
 * and may hold escape sequences or lines that GitHub Actions obeys.
 */

/** Writes a line, or lines, to standard output: the log of a task. */
export function writeLog(text: string): void {
  writeAboveStatus(process.stdout, `${visibleText(text)}\n`)
}

/** Writes a line, or lines, to standard error: notices and progress of a command. */
export function writeNotice(text: string): void {
  writeAboveStatus(process.stderr, `${visibleText(text)}\n`)
}

/** Writes text that `Colours` has coloured to standard output. */
export function writeStyledLog(text: string): void {
  writeAboveStatus(process.stdout, `${visibleStyledText(text)}\n`)
}

/** Writes text that `Colours` has coloured to standard error. */
export function writeStyledNotice(text: string): void {
  writeAboveStatus(process.stderr, `${visibleStyledText(text)}\n`)
}

/** Writes to standard output what a command was asked for, coloured or not, whether or not it ends its last line. */
export function writeStyledResult(text: string): void {
  writeStyledLog(withoutLineEnd(text))
}

/** Writes to standard error what was wrong in a command's use, coloured or not, whether or not it ends its last line. */
export function writeStyledUsage(text: string): void {
  writeStyledNotice(withoutLineEnd(text))
}

/** Writes annotations, which GitHub Actions is meant to obey; they come from `renderAnnotation` and `renderFindingAnnotations` alone. */
export function writeAnnotations(commands: readonly string[], stream: NodeJS.WriteStream = process.stdout): void {
  for (const command of commands) writeAboveStatus(stream, `${command}\n`)
}

/** Resolves once what went to standard output has arrived there, or could not. */
export function allIsWritten(): Promise<void> {
  return new Promise((resolve) => process.stdout.write('', () => resolve()))
}

function withoutLineEnd(text: string): string {
  return text.endsWith('\n') ? text.slice(0, -1) : text
}
