import { shorten } from '@module-images/core'
import type { BuildProgress } from './build-progress.js'

/** How a build is told of in a log. */
export interface ProgressStyle {
  /** Also the output of steps. */
  readonly verbose?: boolean | undefined
  /** Columns of a line; when left out, a step's text has 100. */
  readonly width?: number | undefined
}

/** What takes less, in seconds, has no line that says how long it took. */
const SLOW = 1
const DEFAULT_WIDTH = 100
const NARROWEST = 20
const IS_BASE = /^\[[^\]]*\] FROM /
/** For `  cached`. */
const END_WIDTH = 8

/**
 * Renders what a build says, for a log: a line for each step that starts, `hello-r  [3/5] RUN …`, and one for how it ended where that
 * took a while. Nothing for events a log can do without. The texts of events are printable already; the prefix keeps output from being
 * read as a workflow command.
 *
 * @param prefix what each line begins with: the module's name
 */
export function createProgressRenderer(prefix: string, style: ProgressStyle = {}): (event: BuildProgress) => string | undefined {
  const { verbose = false, width } = style
  const room = width === undefined ? DEFAULT_WIDTH : Math.max(NARROWEST, width - prefix.length - '  '.length - END_WIDTH)
  const started = new Set<number>()
  return (event) => {
    const name = shorten(event.name, room)
    const end = started.has(event.step) ? headOf(name) : name
    switch (event.kind) {
      case 'step-started':
        if (event.internal) return undefined
        started.add(event.step)
        return `${prefix}  ${name}`
      case 'step-done':
        return event.seconds < SLOW ? undefined : `${prefix}  ${end}  done in ${renderSeconds(event.seconds)}`
      case 'step-cached':
        // A base is looked up before all else, which nobody takes for work.
        return event.internal || (started.has(event.step) && IS_BASE.test(event.name)) ? undefined : `${prefix}  ${end}  cached`
      case 'step-error':
        return `${prefix}  ${end}  failed after ${renderSeconds(event.seconds)}`
      case 'bytes':
        return undefined
      case 'log':
        return verbose ? `${prefix}  | ${event.line}` : undefined
    }
  }
}

/** `[base 2/3]` of a step of the Dockerfile, whose words were told when it started. */
function headOf(name: string): string {
  return /^\[[^\]]*\]/.exec(name)?.[0] ?? name
}

function renderSeconds(seconds: number): string {
  return `${seconds.toFixed(1)} s`
}
