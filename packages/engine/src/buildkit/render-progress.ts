import type { BuildProgress } from './build-progress.js'

export interface ProgressStyle {
  /** Also the output of steps. */
  readonly verbose?: boolean | undefined
  /** Columns for the step's text; 100 when left out. */
  readonly width?: number | undefined
}

/** An internal step that takes longer, in seconds, is worth a line: a large context, a slow push. */
const SLOW = 1
const DEFAULT_WIDTH = 100

/**
 * One line for a log, for each step that ends: `hello-r  [3/5] RUN … 12.3 s`. Nothing for events a log can do without.
 * The texts of events are printable already; the prefix keeps output from being read as a workflow command.
 *
 * @param prefix what each line begins with: the module's name
 */
export function renderProgress(event: BuildProgress, prefix: string, style: ProgressStyle = {}): string | undefined {
  const name = shortened(event.name, style.width ?? DEFAULT_WIDTH)
  const line = (...parts: string[]) => [prefix, name, ...parts].join('  ')
  switch (event.kind) {
    case 'step-started':
      return undefined
    case 'step-done':
      return event.internal && event.seconds < SLOW ? undefined : line(renderSeconds(event.seconds))
    case 'step-cached':
      return event.internal ? undefined : line('cached')
    case 'step-error':
      return line(`failed after ${renderSeconds(event.seconds)}`)
    case 'log':
      return style.verbose === true ? `${prefix}  | ${event.line}` : undefined
  }
}

function renderSeconds(seconds: number): string {
  return `${seconds.toFixed(1)} s`
}

function shortened(text: string, width: number): string {
  const chars = Array.from(text)
  return chars.length <= width ? text : `${chars.slice(0, width - 1).join('')}…`
}
