import { groupBy, renderBytes, shorten } from '@module-images/core'

/** A step of a build. */
export interface ActiveStep {
  readonly name: string
  readonly since: number
  readonly line?: string
  readonly bytes?: { readonly current: number; readonly total: number }
}

/** Something that is being done. */
export interface ActiveEntry {
  readonly module: string
  readonly doing: string
  readonly since: number
  /** That have begun and not ended, by BuildKit's number, the newest last. */
  readonly steps: Map<number, ActiveStep>
  layers?: { readonly done: number; readonly known: number }
  told?: number
}

/** What is being done for it now; nothing where no step is known. */
export function currentStep({ steps }: Pick<ActiveEntry, 'steps'>): ActiveStep | undefined {
  return [...steps.values()].at(-1)
}

/** A module that waits. */
export interface Wait {
  readonly module: string
  readonly why: () => string
  readonly since: number
}

/** Characters of a step and of its last line, in a log and in a line that has to fit a terminal, where the rest is cut. */
const WIDTHS = { log: { step: 60, line: 80 }, status: { step: 32, line: 80 } } as const
/** More names than this say nothing. */
const MOST_NAMES = 3

/** `hello-r  [2/3] RUN Rscript …  1 m 20 s  12 MB of 48 MB  | last line of output` */
export function renderActivity(entry: ActiveEntry, now: number, where: keyof typeof WIDTHS): string {
  const { module, doing, since, layers } = entry
  const step = currentStep(entry)
  const bytes = step?.bytes
  return [
    module,
    step === undefined ? doing : shorten(step.name, WIDTHS[where].step),
    renderTime(now - (step?.since ?? since)),
    ...(bytes === undefined ? [] : [`${renderBytes(bytes.current)} of ${renderBytes(bytes.total)}`]),
    ...(layers === undefined ? [] : [`${layers.done} of ${layers.known} layers`]),
    ...(step?.line === undefined ? [] : [`| ${shorten(step.line, WIDTHS[where].line)}`]),
  ].join('  ')
}

/** `waiting: hello-r, hello-py for r-base; other for one of 4 builds to end` */
export function renderWaits(waits: readonly Wait[]): string {
  const groups = [...groupBy(waits, ({ why }) => why())].map(([why, group]) => {
    const names = [...new Set(group.map(({ module }) => module))]
    const more = names.length - MOST_NAMES
    return `${names.slice(0, MOST_NAMES).join(', ')}${more > 0 ? ` and ${more} more` : ''} ${why}`
  })
  return `waiting: ${groups.join('; ')}`
}

/** `12 s`, `1 m 20 s`, `2 h 5 m` */
export function renderTime(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000)
  const minutes = Math.floor(seconds / 60)
  if (minutes === 0) return `${seconds} s`
  return minutes < 60 ? `${minutes} m ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} m`
}
