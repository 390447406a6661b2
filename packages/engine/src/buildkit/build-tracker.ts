import { createLineSplitter, type LineSplitter, printableLine } from '@module-images/process'
import type { BuildProgress, BuildStep } from './build-progress.js'
import type { RawLog, RawStatus, RawTransfer, RawVertex } from './raw-status.js'

/** The Dockerfile's own steps, the engine's internal ones left out. */
export interface StepCount {
  readonly total: number
  readonly cached: number
  /** Those a base left by ONBUILD, which the Dockerfile does not have. */
  readonly triggers: number
}

/** How many lines of each step's output are kept for a failure's message. */
const KEPT_LINES = 20
/** A step of the Dockerfile, as BuildKit names it: `[2/3] RUN …`, `[linux/amd64 base 1/4] FROM …`. */
const DOCKERFILE_STEP = /^\[(?:[^\]]* )?(?<number>\d+)\/(?<total>\d+)\] (?<onbuild>ONBUILD )?/

export interface BuildTracker {
  add(status: RawStatus): void
  /** Hands over what is left of unfinished lines. */
  end(): void
  count(): StepCount
  /** True before anything was named. */
  isEmpty(): boolean
  /** The step that failed, or, when none did, the one of the Dockerfile that was running last. */
  culprit(): Culprit | undefined
}

export interface Culprit {
  readonly name: string
  readonly internal: boolean
  /** BuildKit's reason; none when the step was only running. */
  readonly error?: string
  readonly lastLines: readonly string[]
}

interface StepState extends BuildStep {
  readonly isTrigger: boolean
  started?: string | undefined
  state: 'waiting' | 'running' | 'done' | 'cached' | 'failed'
  error?: string
  readonly lastLines: string[]
  readonly streams: Map<number, LineSplitter>
  /** Of which the size is known, by BuildKit's id. */
  readonly transfers: Map<string, RawTransfer>
}

/** Follows a build from BuildKit's statuses: tells its events, and knows at the end what happened. */
export function createBuildTracker(emit: (event: BuildProgress) => void): BuildTracker {
  const steps = new Map<string, StepState>()
  const stepOf = (digest: string, name: string): StepState => {
    const known = steps.get(digest)
    if (known) return known
    const own = DOCKERFILE_STEP.exec(name)
    const step: StepState = {
      step: steps.size + 1,
      name: printableLine(name.replace(/\s+/g, ' ')),
      internal: own === null,
      isTrigger: own !== null && isTrigger(own),
      state: 'waiting',
      lastLines: [],
      streams: new Map(),
      transfers: new Map(),
    }
    steps.set(digest, step)
    return step
  }
  return {
    add(status) {
      for (const vertex of status.vertexes) followVertex(stepOf(vertex.digest, vertex.name), vertex, emit)
      for (const transfer of status.statuses) followTransfer(stepOf(transfer.vertex, ''), transfer, emit)
      for (const log of status.logs) followLog(stepOf(log.vertex, ''), log, emit)
    },
    end() {
      for (const step of steps.values()) for (const stream of step.streams.values()) stream.end()
    },
    count() {
      const own = [...steps.values()].filter((step) => !step.internal)
      const cached = own.filter((step) => step.state === 'cached').length
      return { total: own.length, cached, triggers: own.filter((step) => step.isTrigger).length }
    },
    isEmpty: () => steps.size === 0,
    culprit() {
      const all = [...steps.values()]
      // Steps that run beside the one that failed are cancelled, and end with an error as well.
      const failed = all.filter((step) => step.state === 'failed')
      const first = failed.find((step) => !isCancellation(step.error)) ?? failed[0]
      const step = first ?? all.filter((one) => one.state === 'running' && !one.internal).at(-1)
      if (!step) return undefined
      const { name, internal, error, lastLines } = step
      return { name, internal, lastLines, ...(error === undefined ? {} : { error }) }
    },
  }
}

/**
 * Whether a base has left this step. BuildKit 0.13 totals the Dockerfile's own steps and numbers past that: `[3/2] RUN …`. Newer ones total
 * all, and say so: `[2/3] ONBUILD RUN …`.
 */
function isTrigger({ groups: { number, total, onbuild } = {} }: RegExpExecArray): boolean {
  return onbuild !== undefined || Number(number) > Number(total)
}

function isCancellation(error = ''): boolean {
  return error.includes('context canceled')
}

function progressOf({ step, name, internal }: BuildStep): BuildStep {
  return { step, name, internal }
}

function followVertex(step: StepState, vertex: RawVertex, emit: (event: BuildProgress) => void): void {
  if (vertex.error !== '') {
    if (step.state === 'failed') return
    endStreams(step)
    step.state = 'failed'
    step.error = vertex.error
    emit({ kind: 'step-error', ...progressOf(step), seconds: secondsOf(vertex), message: printableLine(vertex.error.replace(/\s+/g, ' ')) })
    return
  }
  if (vertex.cached) {
    if (step.state !== 'cached') emit({ kind: 'step-cached', ...progressOf(step) })
    step.state = 'cached'
    return
  }
  // What follows is the pull of its layers.
  if (step.state === 'cached') return
  if (vertex.started === undefined) return
  if (vertex.completed === undefined) {
    // BuildKit looks a vertex up in its cache first, which starts and completes it once before it really runs.
    if (step.state === 'waiting') emit({ kind: 'step-started', ...progressOf(step) })
    step.state = 'running'
    step.started = vertex.started
    return
  }
  if (step.state === 'done' && step.started === vertex.started) return
  endStreams(step)
  step.state = 'done'
  step.started = vertex.started
  emit({ kind: 'step-done', ...progressOf(step), seconds: secondsOf(vertex) })
}

function followTransfer(step: StepState, transfer: RawTransfer, emit: (event: BuildProgress) => void): void {
  if (transfer.total === 0) return
  step.transfers.set(transfer.id, transfer)
  const all = [...step.transfers.values()]
  const sum = (part: 'current' | 'total') => all.reduce((bytes, one) => bytes + one[part], 0)
  emit({ kind: 'bytes', ...progressOf(step), current: sum('current'), total: sum('total') })
}

function followLog(step: StepState, log: RawLog, emit: (event: BuildProgress) => void): void {
  let stream = step.streams.get(log.stream)
  if (!stream) {
    stream = createLineSplitter((text) => {
      const line = printableLine(text)
      step.lastLines.push(line)
      if (step.lastLines.length > KEPT_LINES) step.lastLines.shift()
      emit({ kind: 'log', ...progressOf(step), line })
    })
    step.streams.set(log.stream, stream)
  }
  stream.add(Buffer.from(log.data, 'base64'))
}

function endStreams(step: StepState): void {
  for (const stream of step.streams.values()) stream.end()
}

function secondsOf(vertex: RawVertex): number {
  const seconds = (Date.parse(vertex.completed ?? '') - Date.parse(vertex.started ?? '')) / 1000
  return Number.isFinite(seconds) && seconds > 0 ? seconds : 0
}
