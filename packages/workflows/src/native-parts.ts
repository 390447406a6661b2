import type { WorkflowFacts } from './workflow-facts.js'
import { calledRunner, type JobKind } from './runners.js'
import { expression, type StepsJob, type Value } from './workflow.js'

/** Whether each platform of an image is built on a machine of its own, and the parts are merged. */
export function hasParts({ options, platforms }: Pick<WorkflowFacts, 'options' | 'platforms'>): boolean {
  return platforms.length > 1 && platforms.some((platform) => Object.hasOwn(options.nativeRunners, platform))
}

/** One job a platform, on its own runner where there is one. */
export function partJobs(facts: WorkflowFacts, kind: JobKind): Pick<StepsJob, 'matrix' | 'runner'> {
  const { options, platforms } = facts
  const include = platforms.map((platform) => {
    const runner = Object.hasOwn(options.nativeRunners, platform) ? options.nativeRunners[platform] : undefined
    return { platform, ...(runner === undefined ? {} : { runner }) }
  })
  const usual = calledRunner(options, kind).template.slice('${{ '.length, -' }}'.length)
  return {
    matrix: `fromJSON('${JSON.stringify({ include }).replaceAll("'", "''")}')`,
    runner: expression(`matrix.runner || ${usual}`),
  }
}

/** The platform that a step of such a job builds. */
export const PART_ENV: Readonly<Record<string, Value>> = { MODULE_IMAGES_PART: expression('matrix.platform') }

/** Emulation is for what no runner is named for. */
export function needsEmulation({ options, platforms }: Pick<WorkflowFacts, 'options' | 'platforms'>): boolean {
  return platforms.some((platform) => platform !== 'linux/amd64' && !Object.hasOwn(options.nativeRunners, platform))
}
