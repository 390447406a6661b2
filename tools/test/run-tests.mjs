// @ts-check
/**
 * `npm test [-- VITEST ARGUMENTS]`: sets up what is missing, as the quickstart does, runs the tests, and stops what it started. Long ones are run by
 * `npm run test:all` alone, and where they are named.
 */
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { attempt } from '../local/command.mjs'
import { ensureDependencies, programOf } from '../local/dependencies.mjs'
import { watchForInterruption } from '../local/interruption.mjs'
import { createReporter } from '../local/reporter.mjs'
import { CHECKOUT, createMachine, reportFailure } from '../local/set-up.mjs'
import { withSetUpLock } from '../local/set-up-lock.mjs'
import { createTestEnvironment } from './test-environment.mjs'
import { planLeftOut, planVitestArguments, wantedProjects } from './test-plan.mjs'
import { parseTestReport } from './test-summary.mjs'

const reporter = createReporter({ stream: process.stdout, env: process.env })

/** @param {readonly string[]} argv @returns {Promise<number>} the exit code */
async function main(argv) {
  watchForInterruption()
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'module-images-test-')))
  const machine = createMachine()
  const environment = createTestEnvironment(reporter, machine, folder)
  try {
    await withSetUpLock({ file: machine.state.lock, log: reporter.once }, async () => {
      if (!existsSync(join(CHECKOUT, 'node_modules', 'vitest'))) await installDependencies()
      if (wantedProjects(argv).includes('e2e')) await environment.setUp()
    })
    return await runVitest(argv, environment, join(folder, 'report.json'))
  } catch (error) {
    return reportFailure(reporter, error, 'npm test')
  } finally {
    await environment.tearDown().catch((error) => (process.exitCode = reportFailure(reporter, error, 'npm test')))
    rmSync(folder, { recursive: true, force: true })
  }
}

function installDependencies() {
  return reporter.step('dependencies', async (log) => ({ value: await ensureDependencies(CHECKOUT, log), detail: 'installed with npm ci' }))
}

/**
 * @param {readonly string[]} argv
 * @param {ReturnType<typeof createTestEnvironment>} environment
 * @param {string} report
 */
async function runVitest(argv, environment, report) {
  const engine = environment.failure() === undefined
  const args = planVitestArguments(argv, { engine, report })
  const program = [process.execPath, programOf('vitest')]
  const { code } = await attempt([...program, ...args], {
    cwd: CHECKOUT,
    env: { ...environment.variables(), MODULE_IMAGES_LEFT_OUT: planLeftOut(argv).join(',') },
    terminal: true,
  })
  if (!engine) reporter.line(reporter.error(`The end-to-end tests FAILED: they could not be set up.\n${environment.failure()}`))
  return closing(report, { code, endToEndFailed: !engine })
}

/**
 * What is said once all is stopped, and the exit code.
 *
 * @param {string} report
 * @param {{ code: number, endToEndFailed: boolean }} outcome
 */
function closing(report, { code, endToEndFailed }) {
  const counts = existsSync(report) ? parseTestReport(readFileSync(report, 'utf8')) : undefined
  if (counts === undefined) {
    reporter.line(reporter.error('Vitest ended without a report.'))
    return code || 1
  }
  const failed = counts.failed + (endToEndFailed ? 1 : 0)
  last = `${counts.skipped > 0 ? `${counts.skipped} skipped\n` : ''}${counts.passed} passed, ${failed} failed`
  if (code !== 0 && failed === 0) reporter.line(reporter.error('Vitest failed outside its tests: see above.'))
  return code || (failed > 0 ? 1 : 0)
}

let last = ''
const code = await main(process.argv.slice(2))
process.exitCode ||= code
if (last) reporter.line(last)
