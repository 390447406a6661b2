// @ts-check
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { pause } from './interruption.mjs'
import { isRunning, readProcess } from './process-record.mjs'

/**
 * Keeps two runs from setting up at once. A lock whose owner is gone (killed, machine restarted) counts as none.
 *
 * @template T
 * @param {{ file: string, log: (what: string) => void }} lock
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withSetUpLock({ file, log }, work) {
  mkdirSync(dirname(file), { recursive: true })
  while (!take(file)) {
    const owner = readOwner(file)
    if (owner === undefined || !isAlive(owner)) {
      removeStale(file, owner)
      continue
    }
    log(`waiting for another set-up to end (process ${owner.pid})`)
    await pause(250)
  }
  try {
    return await work()
  } finally {
    if (readOwner(file)?.pid === process.pid) rmSync(file, { force: true })
  }
}

/** A link is made whole or not at all, and never over another. @param {string} file */
function take(file) {
  const own = `${file}.${process.pid}`
  writeFileSync(own, JSON.stringify(ownRecord()))
  try {
    linkSync(own, file)
    return true
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(own, { force: true })
  }
}

/**
 * Moved away before it is removed: of two runs that both find it stale, only one moves it, and one that moved a fresh lock by mistake
 * puts it back.
 *
 * @param {string} file
 * @param {import('./process-record.mjs').ProcessRecord | undefined} stale
 */
function removeStale(file, stale) {
  const aside = `${file}.stale.${process.pid}`
  try {
    renameSync(file, aside)
    const moved = readOwner(aside)
    if (moved !== undefined && moved.pid !== stale?.pid && isAlive(moved)) linkSync(aside, file)
  } catch (error) {
    const code = /** @type {NodeJS.ErrnoException} */ (error).code
    if (code !== 'ENOENT' && code !== 'EEXIST') throw error
  } finally {
    rmSync(aside, { force: true })
  }
}

/** @param {string} file @returns {import('./process-record.mjs').ProcessRecord | undefined} */
function readOwner(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

function ownRecord() {
  return readProcess(process.pid) ?? { pid: process.pid, startTime: '', boot: '', argv: [] }
}

/** @param {import('./process-record.mjs').ProcessRecord} owner */
function isAlive(owner) {
  if (owner.startTime !== '') return isRunning(owner)
  // No /proc on this system: the id is all there is.
  try {
    process.kill(owner.pid, 0)
    return true
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'
  }
}
