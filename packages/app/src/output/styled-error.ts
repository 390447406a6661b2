import { ModuleImagesError, renderError, visibleText } from '@module-images/core'
import { type Colours, NO_COLOURS } from './colour.js'

/** What failed, in red what it is, and what to do about it in another colour than the rest. */
export function renderStyledError(error: unknown, { red, cyan }: Colours): string {
  const lines = messageOf(error).split('\n')
  const fixes = isExpected(error) && error.fix !== undefined ? error.fix.split('\n').length : 0
  const [first = '', ...rest] = lines.map((line, i) => (i >= lines.length - fixes ? cyan(line) : line))
  return [`${red('✗ error:')} ${first}`, ...rest].join('\n')
}

/** What failed, as a task tells it. */
export function renderFailure(error: unknown, { red }: Colours = NO_COLOURS): string {
  return `${red('✗')} ${messageOf(error)}`
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
