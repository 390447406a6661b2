import { setTimeout as wait } from 'node:timers/promises'
import { runProcess } from '@module-images/process'
import type { ContainerCommand } from './container-command.js'

/** Between two looks for a container that is not there yet, in milliseconds. */
const RETRY_MS = 200

/** A log that is being read. */
export interface LogReading {
  /** Ends it. Never throws. */
  stop(): Promise<void>
}

/**
 * Reads the log of a container beside it, from its first line on: the container's own streams go to the caller as they are, and with a terminal
 * nobody else may read them. What the engine keeps no log of gives no line. https://docs.docker.com/reference/cli/docker/container/logs/
 */
export function followLog(
  { command, env }: Pick<ContainerCommand, 'command' | 'env'>,
  name: string,
  onLine: (line: string) => void,
): LogReading {
  const ended = new AbortController()
  const reading = readLog({ command, env, signal: ended.signal }, name, onLine).catch(() => undefined)
  return {
    async stop() {
      ended.abort()
      await reading
    },
  }
}

async function readLog(
  engine: Pick<ContainerCommand, 'command' | 'env'> & { readonly signal: AbortSignal },
  name: string,
  onLine: (line: string) => void,
): Promise<void> {
  // The container's own stderr is the command's here: what the engine itself says of a container that is not there is no line of the log.
  const isAbsence = (line: string) => /no such container/i.test(line) && line.includes(name)
  let begun = false
  const onLogLine = (line: string) => {
    if (isAbsence(line)) return
    begun = true
    onLine(line)
  }
  for (;;) {
    const { exitCode, stderr } = await runProcess({ ...engine, args: ['container', 'logs', '--follow', name], onLine: onLogLine })
    // Of a container that is made and not started docker reads no line, and calls that the end.
    const isEarly = exitCode === 0 ? !begun : isAbsence(stderr)
    if (engine.signal.aborted || !isEarly) return
    await wait(RETRY_MS, undefined, { signal: engine.signal })
  }
}
