import { printableLine } from '@module-images/process'
import type { BuildProgress, BuildStep } from '../buildkit/build-progress.js'
import type { StepCount } from '../buildkit/build-tracker.js'
import type { StageSteps } from './podman-dockerfile.js'

/** How many lines of a step's output are kept for a failure's message. */
const KEPT_LINES = 20
const STEP = /^(?:\[(?<stage>\d+)\/\d+\] )?STEP (?<number>\d+)\/(?<total>\d+): (?<text>.*)$/
const CACHED = /^--> Using cache [0-9a-f]+$/
const LAYER = /^--> [0-9a-f]+$/
/** Of podman itself, in the stream that steps write to as well. */
const OWN_LINE = /^(?:\[\d+\/\d+\] )?COMMIT\b|^Successfully tagged |^time="[^"]*" level=/

/** A step of the Dockerfile, and what is known of it. */
export interface PodmanStep extends BuildStep {
  /** Of the author's Dockerfile; none for a step that a base left. */
  readonly line?: number | undefined
  readonly stage: string
  readonly lastLines: string[]
}

interface OpenStep extends PodmanStep {
  readonly started: number
  cached: boolean
}

/** Follows a build by the lines that podman writes, one step after another: it has no form for programs. */
export interface StepTracker {
  add(line: string): void
  /** The last step has ended well. */
  end(): void
  count(): StepCount
  /** The step that is under way. */
  current(): PodmanStep | undefined
}

/**
 * Podman counts the steps of each stage from FROM on, those that a base left by ONBUILD right after it; the total of FROM is without them.
 *
 * @param now milliseconds
 */
export function createStepTracker(stages: readonly StageSteps[], emit: (event: BuildProgress) => void, now: () => number): StepTracker {
  let step: OpenStep | undefined
  let [seen, ownTotal, count, cached, triggers] = [0, 0, 0, 0, 0]
  const finish = () => {
    if (step === undefined) return
    if (step.cached) cached += step.internal ? 0 : 1
    else emit({ kind: 'step-done', ...progressOf(step), seconds: (now() - step.started) / 1000 })
  }
  const start = (found: FoundStep) => {
    finish()
    if (found.number === 1) ownTotal = found.total
    const stage = stages[found.stage - 1] ?? { name: '', lines: [], added: 0 }
    const { internal, isTrigger, ...named } = placeStep(found, stage, ownTotal)
    if (!internal) count += 1
    if (isTrigger) triggers += 1
    step = { ...named, internal, step: ++seen, stage: stage.name, lastLines: [], started: now(), cached: false }
    emit({ kind: 'step-started', ...progressOf(step) })
  }
  return {
    add(line) {
      const found = parseStep(line)
      if (found !== undefined) return start(found)
      if (step === undefined || LAYER.test(line) || OWN_LINE.test(line)) return
      if (CACHED.test(line)) {
        if (!step.cached) emit({ kind: 'step-cached', ...progressOf(step) })
        step.cached = true
        return
      }
      const shown = printableLine(line)
      step.lastLines.push(shown)
      if (step.lastLines.length > KEPT_LINES) step.lastLines.shift()
      emit({ kind: 'log', ...progressOf(step), line: shown })
    },
    end: finish,
    count: () => ({ total: count, cached, triggers }),
    current: () => step,
  }
}

/** As podman counts. */
interface FoundStep {
  readonly stage: number
  readonly number: number
  readonly total: number
  readonly text: string
}

function parseStep(line: string): FoundStep | undefined {
  const { stage = '1', number, total, text = '' } = STEP.exec(line)?.groups ?? {}
  return number === undefined ? undefined : { stage: Number(stage), number: Number(number), total: Number(total), text }
}

/** @param ownTotal of the stage, without what its base left */
function placeStep({ number, total, text }: FoundStep, { name, lines, added }: StageSteps, ownTotal: number) {
  const left = number === 1 ? 0 : total - ownTotal
  const isTrigger = number > 1 && number <= 1 + left
  // Of the stage's own steps, from 0. After the author's come labels of the command line.
  const index = number === 1 ? 0 : number - 1 - left - added
  const internal = !isTrigger && number > 1 && (index < 1 || index >= lines.length)
  const place = isTrigger ? number : index + left + 1
  const title = `[${name === '' ? '' : `${name} `}${place}/${lines.length + left}] ${isTrigger ? 'ONBUILD ' : ''}${text}`
  const line = isTrigger || internal ? undefined : lines[index]
  return { name: printableLine(title.replace(/\s+/g, ' ')), internal, isTrigger, line }
}

function progressOf({ step, name, internal }: BuildStep): BuildStep {
  return { step, name, internal }
}
