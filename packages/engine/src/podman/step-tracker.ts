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
  let [step, count, ownTotal]: [OpenStep | undefined, number, number] = [undefined, 0, 0]
  let [cached, triggers] = [0, 0]
  const finish = () => {
    if (step === undefined) return
    if (step.cached) cached += 1
    else emit({ kind: 'step-done', ...progressOf(step), seconds: (now() - step.started) / 1000 })
  }
  const start = ({ stage = '1', number = '', total = '', text = '' }: Record<string, string | undefined>) => {
    finish()
    const [index, place] = [Number(stage) - 1, Number(number)]
    if (place === 1) ownTotal = Number(total)
    const left = place === 1 ? 0 : Number(total) - ownTotal
    const isTrigger = place > 1 && place <= 1 + left
    if (isTrigger) triggers += 1
    const { name = '', lines } = stages[index] ?? {}
    const title = `[${name === '' ? '' : `${name} `}${number}/${total}] ${isTrigger ? 'ONBUILD ' : ''}${text}`
    step = {
      step: ++count,
      name: printableLine(title.replace(/\s+/g, ' ')),
      internal: false,
      line: isTrigger ? undefined : lines?.[place - 1 - left],
      stage: name,
      lastLines: [],
      started: now(),
      cached: false,
    }
    emit({ kind: 'step-started', ...progressOf(step) })
  }
  return {
    add(line) {
      const found = STEP.exec(line)?.groups
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

function progressOf({ step, name, internal }: BuildStep): BuildStep {
  return { step, name, internal }
}
