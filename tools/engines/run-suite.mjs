// @ts-check
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { attempt } from '../local/command.mjs'
import { CHECKOUT } from '../local/set-up.mjs'

/** What a runner needs to stop what it started. */
const STOP_SECONDS = 60

/**
 * Runs one kind of tests against an engine. All it prints is kept in a file.
 *
 * @param {import('./suites.mjs').Suite} suite
 * @param {{ env: NodeJS.ProcessEnv, logFile: string, log: import('../local/reporter.mjs').Log }} place
 * @returns {Promise<import('./suites.mjs').Counts>} a run that fails without a failed test counts as one
 */
export async function runSuite({ argv, count }, { env, logFile, log }) {
  mkdirSync(dirname(logFile), { recursive: true })
  writeFileSync(logFile, `$ ${argv.join(' ')}\n`)
  const onLine = (/** @type {string} */ line) => {
    appendFileSync(logFile, `${line}\n`)
    if (/^ *[✓❯×] /.test(line)) log(line.trim())
  }
  const { code, stdout } = await attempt(argv, { cwd: CHECKOUT, env: { ...env, NO_COLOR: '1' }, onLine, stopSeconds: STOP_SECONDS })
  const counts = count(stdout) ?? { passed: 0, failed: 0, skipped: 0 }
  return code === 0 ? counts : { ...counts, failed: Math.max(counts.failed, 1) }
}
