import { stripVTControlCharacters } from 'node:util'

/** C0 and C1 controls, and the characters that reorder or hide text (https://trojansource.codes). */
const UNSEEN = /[\p{Cc}\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff]/gu

/**
 * One line of a program's output, made safe to print: no escape sequences, no control characters, one line only.
 * A line that redrew itself with carriage returns becomes its last drawing. What GitHub's log would take for a workflow command
 * (`::` at the start of a line, `##[` anywhere) is written `: :` and `## [`.
 * Source: https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
export function printableLine(text: string): string {
  const drawn =
    text
      .replace(/[\r\n]+$/, '')
      .split('\r')
      .filter((part) => part !== '')
      .at(-1) ?? ''
  return stripVTControlCharacters(drawn)
    .replace(/[\t\n]/g, ' ')
    .replace(UNSEEN, '')
    .replace(/^(\s*):(?=:)/, '$1: ')
    .replaceAll('##[', '## [')
}

/** {@link printableLine} for each line of a text. */
export function printableText(text: string): string {
  return text.split('\n').map(printableLine).join('\n')
}
