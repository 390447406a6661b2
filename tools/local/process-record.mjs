// @ts-check
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { attempt } from './command.mjs'
import { SetUpError } from './set-up-error.mjs'

/**
 * Who a process is. Process ids are used again, so an id alone proves nothing: start time, boot and arguments must agree too.
 *
 * @typedef {object} ProcessRecord
 * @property {number} pid
 * @property {string} startTime clock ticks since boot, https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html field 22
 * @property {string} boot the kernel's id of this boot
 * @property {readonly string[]} argv
 */

/**
 * State and start time from the text of `/proc/PID/stat`. The second field is the program's name in brackets and may hold anything,
 * brackets and spaces too: the fields that follow are counted from the last closing one.
 *
 * @param {string} text
 * @returns {{ state: string, startTime: string } | undefined}
 */
export function parseProcessStat(text) {
  const fields = text
    .slice(text.lastIndexOf(')') + 1)
    .trim()
    .split(' ')
  const [state, startTime] = [fields[0], fields[19]]
  return state && startTime && /^\d+$/.test(startTime) ? { state, startTime } : undefined
}

/**
 * @param {number} pid
 * @param {string} [proc]
 * @returns {ProcessRecord | undefined} undefined when there is no such process, or it has ended and only waits to be collected
 */
export function readProcess(pid, proc = '/proc') {
  try {
    const stat = parseProcessStat(readFileSync(join(proc, String(pid), 'stat'), 'utf8'))
    if (!stat || stat.state === 'Z' || stat.state === 'X') return undefined
    const argv = readFileSync(join(proc, String(pid), 'cmdline'), 'utf8')
      .replace(/\0$/, '')
      .split('\0')
    const boot = readFileSync(join(proc, 'sys/kernel/random/boot_id'), 'utf8').trim()
    return { pid, startTime: stat.startTime, boot, argv }
  } catch {
    return undefined
  }
}

/**
 * @param {ProcessRecord} record
 * @param {string} [proc]
 */
export function isRunning(record, proc = '/proc') {
  const now = readProcess(record.pid, proc)
  return (
    now !== undefined &&
    now.startTime === record.startTime &&
    now.boot === record.boot &&
    now.argv.length === record.argv.length &&
    now.argv.every((argument, index) => argument === record.argv[index])
  )
}

/** Every process whose arguments the test accepts. @param {(argv: readonly string[]) => boolean} accepts */
export function findProcesses(accepts) {
  const names = existsSync('/proc') ? readdirSync('/proc') : []
  return names
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readProcess(Number(name)))
    .filter((found) => found !== undefined)
    .filter(({ argv }) => accepts(argv))
}

/**
 * Ends exactly that process, politely first.
 *
 * @param {ProcessRecord} record
 * @param {{ prefix?: readonly string[], seconds?: number }} [how] `prefix` as `sudo -n`; `seconds` until it is forced
 */
export async function endProcess(record, { prefix = [], seconds = 30 } = {}) {
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGKILL'])) {
    if (!isRunning(record)) return
    await sendSignal(record.pid, signal, prefix)
    const end = Date.now() + seconds * 1000
    while (isRunning(record) && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 50))
  }
  if (isRunning(record))
    throw new SetUpError(`Could not end process ${record.pid}: ${record.argv.join(' ')}`, { fix: 'End it yourself, then run this again.' })
}

/** The smallest systems have no `kill` program. @param {number} pid @param {NodeJS.Signals} signal @param {readonly string[]} prefix */
async function sendSignal(pid, signal, prefix) {
  if (prefix.length > 0) {
    await attempt([...prefix, process.execPath, '--eval', `process.kill(${pid}, '${signal}')`], { cleanup: true })
    return
  }
  try {
    process.kill(pid, signal)
  } catch {
    // Gone by now, or not ours to end: the caller looks.
  }
}

/**
 * @template T
 * @param {string} file
 * @param {T} value
 */
export function writeRecord(file, value) {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(`${file}.new`, `${JSON.stringify(value, undefined, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

/**
 * @param {string} file
 * @returns {any} undefined when there is none, or none that can be read: it was ours to write, and a damaged one tells nothing
 */
export function readRecord(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

/** @param {string} file */
export function removeRecord(file) {
  rmSync(file, { force: true })
}
