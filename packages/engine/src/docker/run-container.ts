import { randomBytes } from 'node:crypto'
import { ModuleImagesError } from '@module-images/core'
import { runProcess } from '../run.js'
import type { RunRequest } from '../run-request.js'
import { runDocker, type DockerOptions } from './docker-command.js'
import { engineUnavailable } from './engine-unavailable.js'
import { planRunArgv } from './run-argv.js'

/** Seconds that a program has to end after it was asked to: what `docker stop` gives by itself. */
const STOP_SECONDS = 10
/** How long the docker command of a run is waited for, so that a container that is being stopped can end first. */
const GRACE_MS = (STOP_SECONDS + 2) * 1000
/** How long a stop or a removal may take, in milliseconds. */
const STOP_TIMEOUT_MS = 20_000

/**
 * Runs a container with this process's own streams. When this process is to end, the engine is asked at once to stop the container: it
 * kills what does not end by itself and removes the container, even where whoever started this process waits less long for it (Nx kills
 * all it has started after 5 seconds). A stop that was asked for goes on without who asked for it, by containerStop of
 * https://github.com/moby/moby/blob/v26.1.5/daemon/stop.go. A container that had not begun yet is removed by its name.
 */
export async function runContainer(options: DockerOptions, request: RunRequest): Promise<{ readonly exitCode: number }> {
  const name = request.name ?? `module-images-${process.pid}-${randomBytes(4).toString('hex')}`
  const { args, env } = planRunArgv({ ...request, name })
  // Without the engine's signal, which is aborted by then. A container that is gone already is what we want.
  const tidy = (...command: string[]) => runDocker({ env: options.env }, ['container', ...command, name], { timeoutMs: STOP_TIMEOUT_MS })
  let stopped: Promise<unknown> | undefined
  const onStop = () => {
    stopped = tidy('stop', '-t', String(STOP_SECONDS)).catch(() => undefined)
  }
  try {
    const streams = { inherit: true, onStop, graceMs: GRACE_MS } as const
    const result = await runProcess({ command: 'docker', args, env: { ...options.env, ...env }, signal: options.signal, ...streams })
    await stopped
    if (result.stoppedBy !== undefined || result.signal !== undefined) await tidy('rm', '--force')
    return { exitCode: result.exitCode }
  } catch (error) {
    if (error instanceof ModuleImagesError && error.code === 'command-not-found') throw engineUnavailable({ kind: 'no-command' }, error)
    throw error
  }
}
