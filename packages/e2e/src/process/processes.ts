import { readdirSync, readFileSync } from 'node:fs'

/** A process of this machine, as /proc shows it. */
export interface SeenProcess {
  readonly pid: number
  readonly argv: readonly string[]
}

/** Every process whose environment holds this text: all that one workspace's commands have started and that still runs. */
export function processesWith(marker: string): SeenProcess[] {
  return readPids().flatMap((pid) => {
    const environment = readProc(pid, 'environ')
    return environment?.includes(marker) === true ? [{ pid, argv: readArgv(pid) }] : []
  })
}

const INTERVAL = 20

/** Collects the command line of every process until it is stopped. One that lives for less than an interval may slip through. */
export function watchCommandLines(): { stop(): readonly string[] } {
  const seen = new Set<string>()
  const look = () => {
    for (const pid of readPids()) seen.add(readArgv(pid).join(' '))
  }
  const timer = setInterval(look, INTERVAL)
  return {
    stop() {
      clearInterval(timer)
      return [...seen]
    },
  }
}

/** Processes of this machine that are there now. */
export function readPids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
}

function readArgv(pid: number): string[] {
  return readProc(pid, 'cmdline')?.split('\0').slice(0, -1) ?? []
}

/** Undefined for a process that has ended in the meantime, or is another user's. */
function readProc(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return undefined
  }
}
