import type { Redact } from '@module-images/process'
import type { BuildFailure } from '../buildkit/build-failure.js'
import type { BuildProgress } from '../buildkit/build-progress.js'

/** What a build tells while it runs, without the values of its secrets. */
export function redactProgress(event: BuildProgress, redact: Redact): BuildProgress {
  const named = { ...event, name: redact(event.name) }
  switch (named.kind) {
    case 'log':
      return { ...named, line: redact(named.line) }
    case 'step-error':
      return { ...named, message: redact(named.message) }
    default:
      return named
  }
}

/** Why a build failed, without the values of its secrets. */
export function redactFailure(failure: BuildFailure, redact: Redact): BuildFailure {
  const { message, step, stage, lastLines, reproduce } = failure
  return {
    ...failure,
    message: redact(message),
    ...(step === undefined ? {} : { step: redact(step) }),
    ...(stage === undefined ? {} : { stage: redact(stage) }),
    lastLines: lastLines.map(redact),
    reproduce: redact(reproduce),
  }
}
