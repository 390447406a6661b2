import { type BuildOutcome, type BuildRequest, renderProgress } from '@module-images/engine'
import type { Session } from '../session/session.js'
import { RETRY_POLICIES, retry } from '../session/retry.js'

/** What a build takes of a run. */
export type BuildingRun = Pick<Session, 'clock' | 'signal' | 'log'> & { readonly engine: Pick<Session['engine'], 'build'> }

class EngineBusy extends Error {
  constructor(readonly outcome: BuildOutcome & { readonly kind: 'failed' }) {
    super(outcome.failure.message)
  }
}

/**
 * Builds, telling the progress; again where it was the engine that gave up, and not the build that failed.
 *
 * @throws ModuleImagesError `cancelled` while it waits, or what the engine throws
 */
export async function buildWithRetry(run: BuildingRun, name: string, request: BuildRequest): Promise<BuildOutcome> {
  const build = async () => {
    const outcome = await run.engine.build(request, (event) => {
      const line = renderProgress(event, name)
      if (line !== undefined) run.log(line)
    })
    if (outcome.kind === 'failed' && outcome.failure.code === 'engine-busy') throw new EngineBusy(outcome)
    return outcome
  }
  const judge = (failure: Error) => (failure instanceof EngineBusy ? { policy: RETRY_POLICIES.engine } : undefined)
  try {
    return await retry(run, { host: 'docker', operation: `build ${name}` }, build, judge)
  } catch (error) {
    if (error instanceof EngineBusy) return error.outcome
    throw error
  }
}
