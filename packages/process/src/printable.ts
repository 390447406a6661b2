import { stripVTControlCharacters } from 'node:util'
import { UNPRINTABLE, withoutCommands } from '@module-images/core'

const EACH_UNPRINTABLE = new RegExp(UNPRINTABLE, 'gu')

/**
 * One line of a program's output, made safe to print: no escape sequences, no control characters, one line only.
 * A line that redrew itself with carriage returns becomes its last drawing. It is no command to GitHub Actions either.
 */
export function printableLine(text: string): string {
  const drawn =
    text
      .replace(/[\r\n]+$/, '')
      .split('\r')
      .filter((part) => part !== '')
      .at(-1) ?? ''
  return withoutCommands(
    stripVTControlCharacters(drawn)
      .replace(/[\t\n]/g, ' ')
      .replace(EACH_UNPRINTABLE, ''),
  )
}

/** {@link printableLine} for each line of a text. */
export function printableText(text: string): string {
  return text.split('\n').map(printableLine).join('\n')
}
