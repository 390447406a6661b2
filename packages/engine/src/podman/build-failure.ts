import { printableText } from '@module-images/process'
import { type BuildFailure, NO_SPACE, STEP_FIXES } from '../buildkit/build-failure.js'
import type { BuildRequest } from '../build-request.js'
import type { BaseFailure } from './base-images.js'
import type { PodmanStep } from './step-tracker.js'
import { podmanReason } from './podman-unavailable.js'
import type { UnsupportedPart } from './unsupported.js'

type BuildNames = Pick<BuildRequest, 'dockerfile' | 'reproduce'>

export interface PodmanFailureFacts {
  /** What podman wrote to stderr, and its steps with it. */
  readonly stderr: string
  readonly step: PodmanStep | undefined
  readonly stoppedBy?: string | undefined
  readonly dockerfile: string
  readonly reproduce: string
}

/** From what a failed build left behind to what it means. Podman has no codes for these, so its words must do. */
export function planPodmanFailure({ stderr, step, stoppedBy, dockerfile, reproduce }: PodmanFailureFacts): BuildFailure {
  const told = errorOf(stderr)
  const exit = /while running runtime: exit status (\d+)$/.exec(told)?.[1]
  const lines = (step?.lastLines ?? []).filter((line) => !line.startsWith('Error: '))
  const isFull = NO_SPACE.test(told) || lines.some((line) => NO_SPACE.test(line))
  return {
    ...(stoppedBy === undefined ? classify(told, exit, { isFull, hasStep: step !== undefined }) : { code: 'cancelled' as const }),
    message: exit === undefined ? told : `the step ended with exit code: ${exit}`,
    dockerfile,
    ...(step?.line === undefined ? {} : { line: step.line }),
    ...(step === undefined ? {} : { step: step.name }),
    ...(step === undefined || step.stage === '' ? {} : { stage: step.stage }),
    lastLines: lines,
    reproduce,
  }
}

/** What follows the last `Error:`, without the step that podman repeats. */
function errorOf(stderr: string): string {
  const lines = printableText(stderr.trim()).split('\n')
  const start = lines.findLastIndex((line) => line.startsWith('Error: '))
  const text = start < 0 ? podmanReason(stderr) : lines.slice(start, start + 10).join('\n')
  return text.replace(/^Error: (?:building at STEP ".*?": (?=\S))?/s, '')
}

function classify(
  told: string,
  exit: string | undefined,
  { isFull, hasStep }: { readonly isFull: boolean; readonly hasStep: boolean },
): Pick<BuildFailure, 'code' | 'fix'> {
  if (isFull) return { code: 'disk-full', fix: "Free some space where Podman keeps its data; 'podman system df' shows what takes it." }
  if (exit !== undefined) {
    const fix = STEP_FIXES[Number(exit)]
    return { code: 'step-failed', ...(fix === undefined ? {} : { fix }) }
  }
  if (/no items matching glob|copier: (?:stat|get): .*no such file or directory/.test(told))
    return { code: 'context-file-missing', fix: 'It is not in the build context, or .dockerignore leaves it out.' }
  return { code: hasStep ? 'step-failed' : 'build-failed' }
}

/** A part of the Dockerfile that is refused before anything is built. */
export function lacksFeature({ dockerfile, reproduce }: BuildNames, { name, line, podman }: UnsupportedPart): BuildFailure {
  const need = podman === undefined ? '' : `Podman ${podman} or later builds it. `
  return {
    code: 'engine-lacks-feature',
    message: `this Podman does not build ${name} as BuildKit does`,
    fix: `${need}Build this module with Docker (MODULE_IMAGES_ENGINE=docker), or run the published image, which Podman pulls.`,
    dockerfile,
    ...(line === undefined ? {} : { line }),
    lastLines: [],
    reproduce,
  }
}

/** @param line of the Dockerfile */
export function planBaseFailure(
  { dockerfile, reproduce }: BuildNames,
  { code, cause }: BaseFailure,
  line: number | undefined,
): BuildFailure {
  const { message, fix } = cause
  const place = line === undefined ? {} : { line }
  return { code, message, ...(fix === undefined ? {} : { fix }), dockerfile, ...place, lastLines: [], reproduce }
}
