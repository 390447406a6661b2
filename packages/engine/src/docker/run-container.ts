import { randomBytes } from 'node:crypto'
import { ModuleImagesError } from '@module-images/core'
import { runProcess } from '@module-images/process'
import type { RunRequest } from '../run-request.js'
import { runDocker, type DockerOptions } from './docker-command.js'
import { planDockerEnvironment } from './docker-environment.js'
import { engineUnavailable } from './engine-unavailable.js'
import { followLog } from './follow-log.js'
import { guardContainer } from './guard-container.js'
import { planRunArgv } from './run-argv.js'

/** How long the docker command of a run is waited for, so that a container that is being stopped can end first. */
const GRACE_MS = 12_000
/** How long a removal may take, in milliseconds, once the run itself was stopped. */
const REMOVE_TIMEOUT_MS = 20_000

/**
 * Runs a container with this process's own streams. Signals go through the docker command to the container's init; what does not end by
 * itself is stopped by a guard, even where this process is killed before. What had not begun yet is removed by its name, so that nothing
 * runs on unseen.
 *
 * @throws ModuleImagesError `engine-unavailable`
 */
export async function runContainer(options: DockerOptions, request: RunRequest): Promise<{ readonly exitCode: number }> {
  const name = request.name ?? `module-images-${process.pid}-${randomBytes(4).toString('hex')}`
  const { args, env } = planRunArgv({ ...request, name })
  const guard = guardContainer(options, name)
  const log = request.onLogLine && followLog(options, name, request.onLogLine)
  let stopped: Promise<void> | undefined
  const onStop = () => {
    stopped = guard.stop()
  }
  try {
    const process = {
      command: 'docker',
      args,
      env: { ...planDockerEnvironment(options.env), ...env },
      signal: options.signal,
      graceMs: GRACE_MS,
    }
    const result = await runProcess({ ...process, inherit: true, onStop })
    if (result.stoppedBy !== undefined || result.signal !== undefined) {
      await stopped
      // Without the engine's signal, which is aborted by now. A container that is gone already is fine.
      await runDocker({ env: options.env }, ['container', 'rm', '--force', name], { timeoutMs: REMOVE_TIMEOUT_MS })
    }
    return { exitCode: result.exitCode }
  } catch (error) {
    if (error instanceof ModuleImagesError && error.code === 'command-not-found') throw engineUnavailable({ kind: 'no-command' }, error)
    throw error
  } finally {
    await log?.stop()
    if (stopped === undefined) await guard.release()
  }
}
