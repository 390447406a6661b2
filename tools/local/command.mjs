// @ts-check
import { spawn } from 'node:child_process'
import { accessSync, appendFileSync, constants, mkdirSync, openSync, closeSync, statSync, renameSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { interruption } from './interruption.mjs'
import { SetUpError } from './set-up-error.mjs'

/**
 * @typedef {object} RunOptions
 * @property {NodeJS.ProcessEnv} [env] added to this process's own
 * @property {string} [cwd]
 * @property {number} [seconds] ended after so long
 * @property {string} [outputFile] standard output goes there, byte for byte
 * @property {boolean} [terminal] the command talks to the person itself
 * @property {boolean} [finishes] an interruption waits for it to end: stopping it half-way would do harm
 * @property {number} [stopSeconds] it has to end by itself once it is interrupted, before it is killed; 10
 * @property {boolean} [cleanup] runs even after an interruption
 * @property {(line: string) => void} [onLine] each line of its output as it comes
 *
 * @typedef {{ code: number, stdout: string, stderr: string }} Result `code` is 127 when there is no such program, 124 when out of time
 */

/** Programs of the system administrator are there even when the person's PATH leaves them out. */
const SYSTEM_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin']
const LOG_LIMIT = 4_000_000

/** @type {string | undefined} */
let logFile

/** From now on every command of this process and what it said is kept in `file`; one earlier file is kept beside it. @param {string} file */
export function keepCommandLog(file) {
  mkdirSync(dirname(file), { recursive: true })
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT) renameSync(file, `${file}.1`)
  logFile = file
}

export function commandLog() {
  return logFile
}

/**
 * Runs a program with an argument list, never through a shell.
 *
 * @param {readonly string[]} argv
 * @param {RunOptions} [options]
 * @returns {Promise<Result>} whatever its exit code; throws only `Interrupted`
 */
export async function attempt(argv, options = {}) {
  if (!options.cleanup) interruption.throwIfAborted()
  const result = await start(argv, options)
  if (!options.cleanup) interruption.throwIfAborted()
  return result
}

/**
 * As `attempt`, for a command that has to succeed.
 *
 * @param {readonly string[]} argv
 * @param {RunOptions & { failure: string, fix?: string | undefined }} options `failure`: what it means to a person when it fails
 */
export async function run(argv, { failure, fix, ...options }) {
  const result = await attempt(argv, options)
  if (result.code === 0) return result.stdout
  const output = tellingLines(result.stderr.trim() || result.stdout)
  throw new SetUpError(output ? `${failure}\n${indent(output)}` : failure, { fix, logFile })
}

/** Where a program is, as PATH and the system's own folders have it. @param {string} name */
export function findProgram(name) {
  return searchPath(process.env)
    .map((folder) => join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK)
        return statSync(file).isFile()
      } catch {
        return false
      }
    })
}

/** PATH with the folders of system programs behind it. @param {NodeJS.ProcessEnv} env */
export function searchPath(env) {
  return [...new Set([...(env['PATH'] ?? '').split(delimiter).filter(Boolean), ...SYSTEM_FOLDERS])]
}

/**
 * @param {readonly string[]} argv
 * @param {RunOptions} options
 * @returns {Promise<Result>}
 */
function start([program = '', ...args], options) {
  const { outputFile, terminal = false, env } = options
  note(`$ ${[program, ...args].join(' ')}`)
  const output = outputFile === undefined ? undefined : openSync(outputFile, 'w', 0o600)
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { ...process.env, PATH: searchPath(process.env).join(delimiter), ...env },
    stdio: terminal ? 'inherit' : ['ignore', output ?? 'pipe', 'pipe'],
  })
  if (output !== undefined) closeSync(output)
  const stdout = collect(child.stdout, options.onLine)
  const stderr = collect(child.stderr, options.onLine)
  const limits = stopInTime(child, options)
  return new Promise((resolve) => {
    let failedToStart = ''
    child.once('error', (error) => (failedToStart = error.message))
    child.once('close', (code) => {
      limits.end()
      const result = failedToStart
        ? { code: 127, stdout: '', stderr: failedToStart }
        : { code: limits.timedOut() ? 124 : (code ?? 1), stdout: stdout(), stderr: stderr() }
      if (result.code !== 0) note(`(exit code ${result.code}) ${failedToStart}`)
      resolve(result)
    })
  })
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {RunOptions} options
 */
function stopInTime(child, { seconds, stopSeconds = 10, finishes = false, cleanup = false }) {
  let timedOut = false
  /** @type {NodeJS.Timeout | undefined} */
  let force
  /** @param {NodeJS.Signals} signal */
  const stop = (signal) => {
    child.kill(signal)
    force ??= setTimeout(() => child.kill('SIGKILL'), stopSeconds * 1000)
  }
  // On a terminal the child has the same Ctrl-C from the kernel already; a second one of the same kind does no harm.
  const interrupted = () => {
    if (finishes) process.stderr.write('Packages are being installed: that is finished first, so that nothing is left half-done.\n')
    else stop(interruption.reason.signal)
  }
  const timer = seconds === undefined ? undefined : setTimeout(() => ((timedOut = true), stop('SIGKILL')), seconds * 1000)
  if (!cleanup) interruption.addEventListener('abort', interrupted, { once: true })
  return {
    timedOut: () => timedOut,
    end() {
      clearTimeout(timer)
      clearTimeout(force)
      interruption.removeEventListener('abort', interrupted)
    },
  }
}

/**
 * @param {import('node:stream').Readable | null} stream
 * @param {((line: string) => void) | undefined} onLine
 */
function collect(stream, onLine) {
  let text = ''
  let rest = ''
  stream?.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => {
    text += chunk
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      note(line)
      onLine?.(line)
    }
  })
  stream?.on('end', () => rest && note(rest))
  return () => text
}

/** @param {string} line */
function note(line) {
  if (logFile !== undefined) appendFileSync(logFile, `${line}\n`)
}

/** What a program said went wrong: its first lines that call themselves errors, else its last. @param {string} text */
export function tellingLines(text) {
  const errors = text.split('\n').filter((line) => /^(?:npm error|E:|error|fatal|docker:).*\S/i.test(line) && !/^npm error$/.test(line))
  return errors.length > 0 ? errors.slice(0, 4).join('\n') : lastLines(text, 3)
}

/**
 * @param {string} text
 * @param {number} count
 */
export function lastLines(text, count) {
  return text.trimEnd().split('\n').slice(-count).join('\n')
}

/** @param {string} text */
function indent(text) {
  return text.replace(/^/gm, '    ')
}
