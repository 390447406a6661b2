// @ts-check
/** `npm run test:engines`: see `arguments.mjs` for its options, `engine-kinds.mjs` for the engines, `suites.mjs` for what is run on each. */
import { join } from 'node:path'
import { run } from '../local/command.mjs'
import { watchForInterruption } from '../local/interruption.mjs'
import { createReporter } from '../local/reporter.mjs'
import { createMachine, reportFailure } from '../local/set-up.mjs'
import { renderSetUpError, SetUpError } from '../local/set-up-error.mjs'
import { withSetUpLock } from '../local/set-up-lock.mjs'
import { parseArguments, USAGE } from './arguments.mjs'
import { removeAllCellEngines, removeCellEngine, startCellEngine } from './cell-engine.mjs'
import { rootOf } from './engine-folder.mjs'
import { cellsOf, ENGINES, nameOf, STORES } from './engine-kinds.mjs'
import { runSuite } from './run-suite.mjs'
import { SUITES } from './suites.mjs'
import { hasFailed, renderAbsence, renderTable } from './table.mjs'

const COMMAND = 'npm run test:engines'
const KNOWN = { engines: ENGINES.map(({ name }) => name), stores: STORES, suites: SUITES.map(({ name }) => name) }

const reporter = createReporter({ stream: process.stdout, env: process.env })

/** @param {readonly string[]} argv @returns {Promise<number>} the exit code */
async function main(argv) {
  const wanted = parseArguments(argv, KNOWN)
  if (wanted.kind === 'wrong') {
    process.stderr.write(`${wanted.message}\n\n${USAGE}`)
    return 2
  }
  if (wanted.kind === 'help') return print(USAGE)
  if (wanted.kind === 'list')
    return print(
      Object.entries(KNOWN)
        .flatMap(([what, names]) => `${what}: ${names.join(', ')}\n`)
        .join(''),
    )
  watchForInterruption()
  try {
    const machine = createMachine()
    return await withSetUpLock({ file: join(machine.state.engines, 'lock'), log: reporter.once }, async () => {
      await removeAllCellEngines(machine)
      return wanted.kind === 'purge' ? await purge(machine) : await runMatrix(machine, wanted.names)
    })
  } catch (error) {
    return reportFailure(reporter, error, COMMAND)
  }
}

/** @param {string} text */
function print(text) {
  process.stdout.write(text)
  return 0
}

/** @param {import('../local/set-up.mjs').Machine} machine */
async function purge({ state, privilege }) {
  const prefix = await privilege.obtain('remove the engines that are kept', 'Run this as root.')
  const folders = ENGINES.map((engine) => rootOf(state, engine))
  await run([...prefix, 'rm', '-rf', '--one-file-system', ...folders], { failure: 'Could not remove the engines that are kept.' })
  return 0
}

/** The table comes in any case. @param {import('../local/set-up.mjs').Machine} machine @param {import('./arguments.mjs').Names} names */
async function runMatrix(machine, names) {
  const engines = ENGINES.filter(({ name }) => names.engines.includes(name))
  const cells = cellsOf(engines).filter(({ store }) => names.stores.includes(store))
  const suites = SUITES.filter(({ name }) => names.suites.includes(name))
  /** @type {import('./table.mjs').Row[]} */
  const rows = []
  try {
    for (const cell of cells) await runCell(machine, cell, suites, (row) => rows.push(row))
  } finally {
    reporter.line(`\n${renderTable(rows)}`)
    for (const row of rows) {
      if (row.kind === 'absent') reporter.line(reporter.error(renderAbsence(row)))
      else if (row.failed > 0 || row.passed === 0) reporter.line(`Failed: ${row.logFile}`)
    }
  }
  return hasFailed(rows) ? 1 : 0
}

/**
 * @param {import('../local/set-up.mjs').Machine} machine
 * @param {import('./engine-kinds.mjs').Cell} cell
 * @param {readonly import('./suites.mjs').Suite[]} suites
 * @param {(row: import('./table.mjs').Row) => void} add
 */
async function runCell(machine, cell, suites, add) {
  const { store, engine } = cell
  try {
    const { env, version } = await engineStep(machine, cell)
    for (const suite of suites.filter(({ programs }) => programs.includes(engine.program))) {
      const logFile = join(machine.state.engines, 'logs', `${nameOf(cell)}-${suite.name}.log`)
      const start = Date.now()
      const counts = await suiteStep(`${suite.name} on ${nameOf(cell)}`, (log) => runSuite(suite, { env, logFile, log }))
      add({ kind: 'ran', engine: version, store, suite: suite.name, ...counts, seconds: (Date.now() - start) / 1000, logFile })
    }
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error
    add({ kind: 'absent', engine: engine.name, store, why: renderSetUpError(error) })
  } finally {
    await removeCellEngine(machine, cell)
  }
}

/** @param {import('../local/set-up.mjs').Machine} machine @param {import('./engine-kinds.mjs').Cell} cell */
function engineStep(machine, cell) {
  return reporter.step(`engine ${nameOf(cell)}`, async (log) => {
    const start = () => startCellEngine({ ...machine, log }, cell)
    const value = await withSetUpLock({ file: machine.state.lock, log }, start)
    return { value, detail: `${value.version} (started)` }
  })
}

/** @param {string} name @param {(log: import('../local/reporter.mjs').Log) => Promise<import('./suites.mjs').Counts>} work */
function suiteStep(name, work) {
  return reporter.step(name, async (log) => {
    const value = await work(log)
    const detail = `${value.passed} passed, ${value.failed} failed, ${value.skipped} skipped`
    return { value, detail: value.failed > 0 ? reporter.error(detail) : detail }
  })
}

process.exitCode = await main(process.argv.slice(2))
