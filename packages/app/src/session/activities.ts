import type { BuildProgress, TransferProgress } from '@module-images/engine'
import type { ShowStatus } from '../output/status-line.js'
import { type ActiveEntry, currentStep, renderActivity, renderWaits, type Wait } from './render-activity.js'

/** One thing that is being done for a module. */
export interface Activity {
  /** Takes in what a build says. */
  readonly follow: (event: BuildProgress) => void
  /** Takes in how far a push or a pull is. */
  readonly transfer: TransferProgress
  readonly end: () => void
}

/** What a run is doing, told to whoever waits: what takes less than ten seconds is not told. */
export interface Activities {
  /** @param doing as it stands where no step is known: `building`, `pushing` */
  start(module: string, doing: string): Activity
  /** @param why asked each time: `for r-base` @returns ends the wait */
  wait(module: string, why: () => string): () => void
  close(): void
}

/** What telling takes. */
export interface ActivitiesParts {
  readonly now: () => number
  /** Calls again and again until what it returns is called. */
  readonly every: (milliseconds: number, call: () => void) => () => void
  readonly log: (line: string) => void
  /** Of a terminal that can keep a line at its bottom. */
  readonly status?: ShowStatus | undefined
}

const TICK_MS = 1_000
/** What takes less is not told. */
const LONG_MS = 10_000
/** In a log, the same thing is told no more often. */
const AGAIN_MS = 30_000
/** On a terminal, several things take turns. */
const TURN_MS = 3_000

/** Tells of nothing. */
export const NO_ACTIVITIES: Activities = {
  start: () => ({ follow: () => undefined, transfer: () => undefined, end: () => undefined }),
  wait: () => () => undefined,
  close: () => undefined,
}

/** The clock of the process, which is not kept alive by it. */
export const systemTicks: Pick<ActivitiesParts, 'now' | 'every'> = {
  now: () => performance.now(),
  every(milliseconds, call) {
    const timer = setInterval(call, milliseconds)
    timer.unref()
    return () => clearInterval(timer)
  },
}

/** Tells of what takes long: at the bottom of a terminal that keeps a line there, else in the log. */
export function createActivities(parts: ActivitiesParts): Activities {
  const active = new Set<ActiveEntry>()
  const waits = new Set<Wait>()
  const tell = parts.status === undefined ? createTeller(parts) : createStatusTeller(parts.status)
  let stopTicks: (() => void) | undefined
  let closed = false
  const update = () => {
    if (closed) return
    tell({ active: [...active], waits: [...waits] }, parts.now())
    if (active.size > 0 || waits.size > 0) stopTicks ??= parts.every(TICK_MS, update)
    else stop()
  }
  const stop = () => {
    stopTicks?.()
    stopTicks = undefined
  }
  const add = <T>(entries: Set<T>, entry: T) => {
    entries.add(entry)
    update()
    return () => {
      if (entries.delete(entry)) update()
    }
  }
  return {
    start(module, doing) {
      const entry: ActiveEntry = { module, doing, since: parts.now(), steps: new Map() }
      const end = add(active, entry)
      return { follow: (event) => followStep(entry, event, parts.now()), transfer: (layers) => void (entry.layers = layers), end }
    },
    wait: (module, why) => add(waits, { module, why, since: parts.now() }),
    close() {
      closed = true
      stop()
      parts.status?.(undefined)
    },
  }
}

function followStep({ steps }: ActiveEntry, event: BuildProgress, now: number): void {
  const step = steps.get(event.step)
  switch (event.kind) {
    case 'step-started':
      steps.set(event.step, { name: event.name, since: now })
      return
    case 'log':
      if (step) steps.set(event.step, { ...step, line: event.line })
      return
    case 'bytes':
      if (step) steps.set(event.step, { ...step, bytes: { current: event.current, total: event.total } })
      return
    default:
      steps.delete(event.step)
  }
}

interface Told {
  readonly active: readonly ActiveEntry[]
  readonly waits: readonly Wait[]
}

/** In a log: each thing by itself, and all that waits in one line. */
function createTeller({ log }: Pick<ActivitiesParts, 'log'>): (told: Told, now: number) => void {
  let toldWaits: number | undefined
  const isDue = (told: number | undefined, now: number) => told === undefined || now - told >= AGAIN_MS
  return ({ active, waits }, now) => {
    for (const entry of active.filter((one) => isLong(one, now) && isDue(one.told, now))) {
      entry.told = now
      log(renderActivity(entry, now, 'log'))
    }
    const long = longWaits(waits, now)
    if (long.length === 0 || !isDue(toldWaits, now)) return
    toldWaits = now
    log(renderWaits(long))
  }
}

/** On a terminal: one thing at a time. */
function createStatusTeller(show: ShowStatus): (told: Told, now: number) => void {
  return ({ active, waits }, now) => {
    const long = longWaits(waits, now)
    const lines = [
      ...active.filter((entry) => isLong(entry, now)).map((entry) => renderActivity(entry, now, 'status')),
      ...(long.length === 0 ? [] : [renderWaits(long)]),
    ]
    show(lines[Math.floor(now / TURN_MS) % lines.length])
  }
}

function isLong(entry: ActiveEntry, now: number): boolean {
  return now - (currentStep(entry)?.since ?? entry.since) >= LONG_MS
}

function longWaits(waits: readonly Wait[], now: number): Wait[] {
  return waits.filter(({ since }) => now - since >= LONG_MS)
}
