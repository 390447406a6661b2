/**
 * The one place that starts processes. Three forms, each a command with an argument vector and never a shell:
 *
 * - captured: output is collected, bounded, and handed over by lines or as it comes; stdin is empty, a text or a stream;
 * - inherited: stdin, stdout and stderr are this process's own, and SIGINT, SIGTERM and SIGHUP sent to this process stop the child;
 * - detached: it has no streams, and goes on when this process ends.
 *
 * Nothing else in packages/ imports node:child_process or execa.
 */
import { setMaxListeners } from 'node:events'
import { constants } from 'node:os'
import type { Readable } from 'node:stream'
import { execa } from 'execa'
import { ModuleImagesError } from '@module-images/core'
import { createLineSplitter } from './line-splitter.js'
import { createOutputTail, type OutputTail } from './output-tail.js'
import { spawnError } from './spawn-error.js'

export type OutputStream = 'stdout' | 'stderr'

interface CommonRequest {
  readonly command: string
  readonly args: readonly string[]
  readonly cwd?: string | undefined
  /** The child's whole environment; this process's own when left out. */
  readonly env?: NodeJS.ProcessEnv | undefined
  /** Stops the child: SIGTERM, then SIGKILL after the grace. */
  readonly signal?: AbortSignal | undefined
  readonly timeoutMs?: number | undefined
  /** Milliseconds between SIGTERM and SIGKILL; 10 000 when left out. */
  readonly graceMs?: number | undefined
}

export interface CapturedProcess extends CommonRequest {
  readonly inherit?: false | undefined
  /** Written to stdin, which is then closed; of a stream, what it gives until it ends. Without it stdin is empty. */
  readonly input?: string | Readable | undefined
  /** Called for every line without its line end, in the order of each stream. A throw stops the child and is thrown on. */
  readonly onLine?: ((line: string, stream: OutputStream) => void) | undefined
  /** Called for the bytes of stdout as they come, which are then neither kept nor split into lines. A throw is as in `onLine`. */
  readonly onBytes?: ((chunk: Buffer) => void) | undefined
  /** How many bytes of each stream are kept, the last ones; 1 MiB when left out. */
  readonly keepBytes?: number | undefined
  /** Stops a child that has written nothing to either stream for so many milliseconds. */
  readonly silenceMs?: number | undefined
}

export interface InheritedProcess extends CommonRequest {
  readonly inherit: true
  /** Called once when something ends the child early, as the child is told. Must not throw. */
  readonly onStop?: (() => void) | undefined
}

export type ProcessRequest = CapturedProcess | InheritedProcess

export interface ProcessResult {
  /** As a shell counts it: 128 + n when signal n ended the child. */
  readonly exitCode: number
  /** The last `keepBytes` of each stream; empty when inherited. */
  readonly stdout: string
  readonly stderr: string
  /** True when earlier output was dropped. */
  readonly truncated: boolean
  /** The signal that ended the child. */
  readonly signal?: NodeJS.Signals
  /** Set when it was ended from here, whatever the exit code says. */
  readonly stoppedBy?: 'abort' | 'timeout' | 'silence' | 'signal'
}

const DEFAULT_GRACE_MS = 10_000
const DEFAULT_KEEP_BYTES = 1024 * 1024
/** How long the pipes of a stopped child may stay open in the hands of its own children. */
const PIPE_GRACE_MS = 1_000
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Runs a process and resolves once it is gone. Never throws because of an exit code.
 *
 * @throws ModuleImagesError `command-not-found`, `command-not-executable`, `folder-not-found`, `arguments-too-long`,
 *   `nul-in-argument` or `spawn-failed`; whatever `onLine` throws
 */
export async function runProcess(request: ProcessRequest): Promise<ProcessResult> {
  refuseNul(request)
  const keepBytes = request.inherit === true ? 0 : (request.keepBytes ?? DEFAULT_KEEP_BYTES)
  const kept = { stdout: createOutputTail(keepBytes), stderr: createOutputTail(keepBytes) }
  const stop = createStop(request)
  if (stop.signal.aborted) {
    stop.release()
    return { exitCode: 130, stdout: '', stderr: '', truncated: false, stoppedBy: 'abort' }
  }
  try {
    const { subprocess, closed } = spawn(request, stop, kept)
    const result = await subprocess
    if (result.exitCode === undefined && result.signal === undefined) throw await spawnError(request, result)
    await closed
    if (stop.thrown) throw stop.thrown.value
    const stoppedBy = stop.reason()
    return {
      exitCode: result.exitCode ?? 128 + (constants.signals[result.signal as NodeJS.Signals] ?? 0),
      stdout: kept.stdout.text(),
      stderr: kept.stderr.text(),
      truncated: kept.stdout.truncated() || kept.stderr.truncated(),
      ...(result.signal === undefined ? {} : { signal: result.signal }),
      ...(stoppedBy === undefined ? {} : { stoppedBy }),
    }
  } finally {
    stop.release()
  }
}

/**
 * Starts a program that is a person's from then on, such as a browser: nobody waits for it, and nothing from here ends it.
 *
 * @throws ModuleImagesError `command-not-found`, `command-not-executable`, `arguments-too-long`, `nul-in-argument` or `spawn-failed`
 */
export async function startDetached(request: Pick<CommonRequest, 'command' | 'args' | 'env'>): Promise<void> {
  refuseNul(request)
  const options = { stdio: 'ignore', detached: true, cleanup: false, reject: false, buffer: false, windowsHide: true } as const
  const env = request.env === undefined ? {} : { env: definedOnly(request.env) }
  const subprocess = execa(request.command, [...request.args], { ...options, ...env, extendEnv: request.env === undefined })
  subprocess.unref()
  if (subprocess.pid === undefined) throw await spawnError(request, await subprocess)
}

function spawn(request: ProcessRequest, stop: Stop, kept: Record<OutputStream, OutputTail>) {
  const subprocess = execa(request.command, [...request.args], {
    ...(request.cwd === undefined ? {} : { cwd: request.cwd }),
    ...(request.env === undefined ? {} : { env: definedOnly(request.env) }),
    extendEnv: request.env === undefined,
    ...stdioOf(request),
    buffer: false,
    reject: false,
    cancelSignal: stop.signal,
    forceKillAfterDelay: request.graceMs ?? DEFAULT_GRACE_MS,
    windowsHide: true,
  })
  const streams: Readable[] = []
  const closed: Promise<void>[] = []
  if (request.inherit !== true) {
    for (const name of ['stdout', 'stderr'] as const) {
      const stream: Readable | null = subprocess[name]
      if (stream === null) continue
      streams.push(stream)
      stream.on('data', (chunk: Buffer) => stop.heard(chunk))
      const { onBytes } = request
      if (onBytes && name === 'stdout') stream.on('data', (chunk: Buffer) => stop.guard(() => onBytes(chunk)))
      else collect(stream, kept[name], (line) => stop.guard(() => request.onLine?.(line, name)))
      closed.push(untilClosed(stream))
    }
  }
  subprocess.once('exit', () => {
    // A killed command may leave children that hold its pipes; they must not hold this process as well.
    if (stop.signal.aborted) setTimeout(() => streams.forEach((stream) => stream.destroy()), PIPE_GRACE_MS).unref()
  })
  return { subprocess, closed: Promise.all(closed) }
}

/** Asked for before anything is read, so that it cannot be missed. A stream of a stopped child may be cut off, which is no error. */
async function untilClosed(stream: Readable): Promise<void> {
  return new Promise((resolve) => stream.once('close', resolve))
}

function stdioOf(request: ProcessRequest) {
  if (request.inherit === true) return { stdio: 'inherit' } as const
  if (request.input === undefined) return { stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' } as const
  return { stdin: 'pipe', stdout: 'pipe', stderr: 'pipe', input: request.input } as const
}

function collect(stream: Readable, tail: OutputTail, onLine: (line: string) => void): void {
  const splitter = createLineSplitter(onLine)
  stream.on('data', (chunk: Buffer) => {
    tail.add(chunk)
    splitter.add(chunk)
  })
  stream.once('close', () => splitter.end())
}

interface Stop {
  readonly signal: AbortSignal
  reason(): ProcessResult['stoppedBy']
  /** The child wrote something: its silence is counted from now, unless it only says again what it has said, as docker waits for a layer. */
  heard(chunk: Buffer): void
  /** Runs a caller's function; when it throws the child is stopped and the value kept in `thrown`. */
  guard(run: () => void): void
  readonly thrown: { readonly value: unknown } | undefined
  release(): void
}

/** Everything that may end a child early, as one abort signal and the reason why. */
function createStop(request: ProcessRequest): Stop {
  const controller = new AbortController()
  let reason: ProcessResult['stoppedBy']
  let thrown: { readonly value: unknown } | undefined
  const end = (why: NonNullable<ProcessResult['stoppedBy']>) => {
    if (reason === undefined && request.inherit === true) request.onStop?.()
    reason ??= why
    controller.abort()
  }
  const onAbort = () => end('abort')
  const onSignal = () => end('signal')
  if (request.signal?.aborted) onAbort()
  // One signal may stop any number of processes at once.
  if (request.signal) setMaxListeners(0, request.signal)
  request.signal?.addEventListener('abort', onAbort, { once: true })
  const timer = request.timeoutMs === undefined ? undefined : setTimeout(() => end('timeout'), request.timeoutMs)
  const silence = createSilenceTimer(request, () => end('silence'))
  const logged = new Set<string>()
  const signals = request.inherit === true ? STOP_SIGNALS : []
  for (const name of signals) process.on(name, onSignal)
  return {
    signal: controller.signal,
    reason: () => reason,
    heard: (chunk) => {
      const news =
        silence === undefined
          ? []
          : chunk
              .toString()
              .split('\n')
              .filter((line) => !logged.has(line))
      for (const line of news) logged.add(line)
      if (news.length > 0) silence?.refresh()
    },
    guard(run) {
      if (thrown) return
      try {
        run()
      } catch (value) {
        thrown = { value }
        controller.abort()
      }
    },
    get thrown() {
      return thrown
    },
    release() {
      clearTimeout(timer)
      clearTimeout(silence)
      request.signal?.removeEventListener('abort', onAbort)
      for (const name of signals) process.off(name, onSignal)
    },
  }
}

function createSilenceTimer(request: ProcessRequest, end: () => void): NodeJS.Timeout | undefined {
  return request.inherit === true || request.silenceMs === undefined ? undefined : setTimeout(end, request.silenceMs)
}

function refuseNul(request: CommonRequest): void {
  if (![request.command, ...request.args, request.cwd ?? ''].some((text) => text.includes('\0'))) return
  throw new ModuleImagesError({
    code: 'nul-in-argument',
    kind: 'input',
    message: `An argument for '${request.command.replaceAll('\0', '')}' holds a NUL character, which no process can be given.`,
    fix: 'Remove it from the option, file or variable that it comes from.',
  })
}

function definedOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined))
}
