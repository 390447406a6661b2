import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'

/** One process of a test: argv only, its whole environment given. */
export interface CommandRequest {
  readonly command: string
  readonly args: readonly string[]
  readonly cwd?: string
  readonly env: NodeJS.ProcessEnv
  /** Milliseconds until it and all it started are killed, and the test fails. */
  readonly timeout?: number
}

export interface CommandResult {
  /** Negative: the number of the signal that ended it. */
  readonly exitCode: number
  readonly stdout: string
  /** Standard output and standard error as they came. */
  readonly output: string
  readonly seconds: number
}

/** A process under way, in a process group of its own as in a terminal. */
export interface RunningCommand {
  readonly done: Promise<CommandResult>
  /** Resolves once the output so far holds the text; rejects when the process ends without. */
  said(text: string): Promise<void>
  /** To the process alone, as a CI runner does it. */
  signal(signal: NodeJS.Signals): void
  /** To the process and all it started, as Ctrl-C in a terminal does it. */
  signalGroup(signal: NodeJS.Signals): void
}

const DEFAULT_TIMEOUT = 100_000

/** Runs to the end; a non-zero exit code is a result like any other. */
export async function runCommand(request: CommandRequest): Promise<CommandResult> {
  return startCommand(request).done
}

/** Runs to the end and returns what it printed. @throws Error with everything it said unless it exits with 0 */
export async function runOrThrow(request: CommandRequest): Promise<string> {
  const { exitCode, output, stdout } = await runCommand(request)
  if (exitCode !== 0) throw new Error(`${request.command} ${request.args.join(' ')} ended with ${exitCode}:\n${output}`)
  return stdout.trim()
}

/** Starts a process whose end is awaited elsewhere. */
export function startCommand({ command, args, cwd, env, timeout = DEFAULT_TIMEOUT }: CommandRequest): RunningCommand {
  const stdio: StdioOptions = ['ignore', 'pipe', 'pipe']
  const child = spawn(command, args, { cwd, env, stdio, detached: true })
  const heard = listen(child)
  const shown = `${command} ${args.join(' ')}`
  return {
    done: ending(child, heard, { shown, timeout }),
    said: async (text) => {
      while (!heard.output().includes(text)) {
        if (heard.ended()) throw new Error(`${shown} ended without saying '${text}':\n${heard.output()}`)
        await heard.more()
      }
    },
    signal: (signal) => void child.kill(signal),
    signalGroup: (signal) => killGroup(child, signal),
  }
}

async function ending(child: ChildProcess, heard: Heard, { shown, timeout }: { shown: string; timeout: number }): Promise<CommandResult> {
  const started = performance.now()
  let late = false
  const timer = setTimeout(() => {
    late = true
    killGroup(child, 'SIGKILL')
  }, timeout)
  try {
    const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
    if (late) throw new Error(`${shown} had not ended after ${timeout} ms and was killed:\n${heard.output()}`)
    const exitCode = code ?? -constants.signals[signal ?? 'SIGKILL']
    return { exitCode, stdout: heard.stdout(), output: heard.output(), seconds: (performance.now() - started) / 1000 }
  } finally {
    clearTimeout(timer)
  }
}

interface Heard {
  stdout(): string
  output(): string
  ended(): boolean
  /** Resolves at the next output, or at the end. */
  more(): Promise<void>
}

function listen(child: ChildProcess): Heard {
  let [stdout, output, ended] = ['', '', false]
  let wake: () => void = () => undefined
  const hear = (text: string) => {
    output += text
    wake()
  }
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    hear(text)
  })
  child.stderr?.setEncoding('utf8').on('data', hear)
  child.on('close', () => {
    ended = true
    wake()
  })
  return {
    stdout: () => stdout,
    output: () => output,
    ended: () => ended,
    more: () => new Promise((resolve) => (wake = resolve)),
  }
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, signal)
  } catch (error) {
    // Gone already, with all it started.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
