import { createRequire } from 'node:module'
import { PassThrough } from 'node:stream'
import { runProcess } from '@module-images/process'
import type { ContainerCommand } from './container-command.js'

/** Seconds that a program has to end after it was asked to: what `docker stop` gives by itself. */
const STOP_SECONDS = 10
/** How long a guard may take to stop its container, in milliseconds. */
const GUARD_MS = (STOP_SECONDS + 10) * 1000

export interface ContainerGuard {
  /** The container has ended. */
  release(): Promise<void>
  /** Has the container stopped: asked to end, killed after {@link STOP_SECONDS}. Resolves once it is gone. Never throws. */
  stop(): Promise<void>
}

const require = createRequire(import.meta.url)
/** The compiled one, since node runs it. By the package's own name for it, which stays where packing moves the file. */
const guardScript = () => require.resolve('#container-guard')

/**
 * Starts a process that has the engine stop a container even where this one is killed and cannot. Nx ends a run in that way: it sends
 * SIGTERM to the processes that its tasks have started, and 5 seconds later SIGKILL to those and to the tasks themselves.
 */
export function guardContainer({ command, env }: Pick<ContainerCommand, 'command' | 'env'>, name: string): ContainerGuard {
  const input = new PassThrough()
  const ended = runProcess({
    command: process.execPath,
    args: [guardScript(), command, name, String(STOP_SECONDS)],
    env,
    input,
  }).catch(() => undefined)
  const within = async () => {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise((resolve) => (timer = setTimeout(resolve, GUARD_MS)))
    await Promise.race([ended, late])
    clearTimeout(timer)
  }
  return {
    async release() {
      input.end('.')
      await within()
    },
    async stop() {
      input.end()
      await within()
    },
  }
}
