import { randomBytes } from 'node:crypto'
import { ModuleImagesError } from '@module-images/core'
import { runProcess } from '@module-images/process'
import type { RunRequest } from '../run-request.js'
import type { ContainerCommand } from './container-command.js'
import { followLog } from './follow-log.js'
import { guardContainer } from './guard-container.js'
import { planRunArgv } from './run-argv.js'

/** How long the command of a run is waited for, so that a container that is being stopped can end first. */
const GRACE_MS = 12_000
/** How long a removal may take, in milliseconds, once the run itself was stopped. */
const REMOVE_TIMEOUT_MS = 20_000

/**
 * Runs a container with this process's own streams. Signals go through the engine's command to the container's init; what does not end by
 * itself is stopped by a guard, even where this process is killed before. What had not begun yet is removed by its name, so that nothing
 * runs on unseen.
 *
 * @throws ModuleImagesError `engine-unavailable`
 */
export async function runContainer(engine: ContainerCommand, request: RunRequest): Promise<{ readonly exitCode: number }> {
  const name = request.name ?? `module-images-${process.pid}-${randomBytes(4).toString('hex')}`
  const { args, env } = planRunArgv({ ...request, name }, engine.flags)
  const guard = guardContainer(engine, name)
  const log = request.onLogLine && followLog(engine, name, request.onLogLine)
  let stopped: Promise<void> | undefined
  const onStop = () => {
    stopped = guard.stop()
  }
  try {
    const process = {
      command: engine.command,
      args,
      env: { ...engine.env, ...env },
      signal: engine.signal,
      graceMs: GRACE_MS,
    }
    const result = await runProcess({ ...process, inherit: true, onStop })
    if (result.stoppedBy !== undefined || result.signal !== undefined) {
      await stopped
      // Without the engine's signal, which is aborted by now. A container that is gone already is fine.
      const removal = { command: engine.command, args: ['container', 'rm', '--force', name], env: engine.env }
      await runProcess({ ...removal, timeoutMs: REMOVE_TIMEOUT_MS })
    }
    return { exitCode: result.exitCode }
  } catch (error) {
    if (error instanceof ModuleImagesError && error.code === 'command-not-found') throw engine.unavailable(error)
    throw error
  } finally {
    await log?.stop()
    if (stopped === undefined) await guard.release()
  }
}
