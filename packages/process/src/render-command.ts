import { UNPRINTABLE } from '@module-images/core'

/** Words that no POSIX shell gives a meaning to. */
const PLAIN = /^[\w@%+:,./-][\w@%+=:,./-]*$/

/**
 * A command line to copy into any POSIX shell: it gives the program exactly these arguments. It can be printed: no control
 * characters, and no line of it begins with a character from an argument.
 * Quoting: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02
 */
export function renderCommand(command: string, args: readonly string[]): string {
  return [command, ...args].map(renderWord).join(' ')
}

function renderWord(word: string): string {
  if (PLAIN.test(word)) return word
  if (!UNPRINTABLE.test(word)) return `'${word.replaceAll("'", "'\\''")}'`
  // Command substitution drops line ends at the end of its text, so those follow it in quotes of their own.
  const body = word.replace(/\n+$/, '')
  const lineEnds = word.slice(body.length)
  return `"$(printf '${renderPrintfFormat(body)}')"${lineEnds === '' ? '' : `'${lineEnds}'`}`
}

/** A format for printf that holds only letters, digits and harmless signs; every other byte in octal. */
function renderPrintfFormat(text: string): string {
  const octal = (byte: number) => `\\${byte.toString(8).padStart(3, '0')}`
  return Array.from(text, (char) => (/[\w ./:=,@+]/.test(char) ? char : Array.from(Buffer.from(char), octal).join(''))).join('')
}
