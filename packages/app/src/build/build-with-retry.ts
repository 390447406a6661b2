import { type BuildOutcome, type BuildProgress, type BuildRequest, createProgressRenderer, type Engine } from '@module-images/engine'
import { RETRY_POLICIES, retry, type RetryContext } from '../session/retry.js'

/** What running a build takes. */
export interface RunBuildPorts extends RetryContext {
  readonly engine: Pick<Engine, 'build'>
  /** Logs what steps print, too. */
  readonly verbose: boolean
  /** Columns of a line of the log, where it is on a terminal. */
  readonly width?: number | undefined
  readonly follow: (event: BuildProgress) => void
}

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
export async function buildWithRetry(ports: RunBuildPorts, name: string, request: BuildRequest): Promise<BuildOutcome> {
  const build = async () => {
    const render = createProgressRenderer(name, { verbose: ports.verbose, width: ports.width })
    const outcome = await ports.engine.build(request, (event) => {
      ports.follow(event)
      const line = render(event)
      if (line !== undefined) ports.log(line)
    })
    if (outcome.kind === 'failed' && outcome.failure.code === 'engine-busy') throw new EngineBusy(outcome)
    return outcome
  }
  const judge = (failure: Error) => (failure instanceof EngineBusy ? { policy: RETRY_POLICIES.engine } : undefined)
  try {
    return await retry(ports, { host: 'docker', operation: `build ${name}` }, build, judge)
  } catch (error) {
    if (error instanceof EngineBusy) return error.outcome
    throw error
  }
}
