import { ModuleImagesError, renderError, visibleText } from '@module-images/core'
import { PLAIN, type TextStyle } from './terminal.js'
import { wrapText } from './wrap-text.js'

/**
 * What failed, as commands and tasks print it: `✗ error[not-published]: …`, with the code that docs/errors.md explains, and below it in another
 * colour what to do. Wrapped to the width.
 */
export function renderFailure(error: unknown, { colours: { red, cyan }, width }: TextStyle = PLAIN): string {
  const lines = messageOf(error).split('\n')
  const fixes = isExpected(error) && error.fix !== undefined ? error.fix.split('\n').length : 0
  const [first = '', ...rest] = lines.map((line, i) => (i >= lines.length - fixes ? cyan(line) : line))
  return wrapText([`${red(`✗ error${renderCode(error)}:`)} ${first}`, ...rest].join('\n'), width)
}

function renderCode(error: unknown): string {
  return error instanceof ModuleImagesError ? `[${error.code}]` : ''
}

/** Of an error that nobody expects, with the way to it. */
function messageOf(error: unknown): string {
  return visibleText(isExpected(error) ? renderError(error) : stackOf(error))
}

function isExpected(error: unknown): error is ModuleImagesError {
  return error instanceof ModuleImagesError && error.kind !== 'internal'
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
