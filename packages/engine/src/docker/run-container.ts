import { randomBytes } from 'node:crypto'
import { ModuleImagesError } from '@module-images/core'
import { runProcess } from '../run.js'
import type { RunRequest } from '../run-request.js'
import { runDocker, type DockerOptions } from './docker-command.js'
import { engineUnavailable } from './engine-unavailable.js'
import { planRunArgv } from './run-argv.js'

/** How long a removal may take, in milliseconds, once the run itself was stopped. */
const REMOVE_TIMEOUT_MS = 20_000

/**
 * Runs a container with this process's own streams. SIGTERM goes through the docker command to the container's init; if that does
 * not end it, the command is killed and the container removed by its name, so that nothing runs on unseen.
 */
export async function runContainer(options: DockerOptions, request: RunRequest): Promise<{ readonly exitCode: number }> {
  const name = request.name ?? `module-images-${process.pid}-${randomBytes(4).toString('hex')}`
  const { args, env } = planRunArgv({ ...request, name })
  try {
    const result = await runProcess({ command: 'docker', args, env: { ...options.env, ...env }, signal: options.signal, inherit: true })
    if (result.stoppedBy !== undefined || result.signal !== undefined) {
      // Without the engine's signal, which is aborted by now. A container that is gone already is what we want.
      await runDocker({ env: options.env }, ['container', 'rm', '--force', name], { timeoutMs: REMOVE_TIMEOUT_MS })
    }
    return { exitCode: result.exitCode }
  } catch (error) {
    if (error instanceof ModuleImagesError && error.code === 'command-not-found') throw engineUnavailable({ kind: 'no-command' }, error)
    throw error
  }
}
