// @ts-check
/**
 * `npm run test:faults [-- --seed N --pushes N --kills N --races N]`: the fault suite in its long form, set up as `npm test` sets it up, its
 * three files next to each other. What was counted is printed at the end, also when that comes early. `npm test` runs the short form.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CHECKOUT } from '../local/set-up.mjs'
import { parseFaultArguments } from './fault-arguments.mjs'

const FILES = 3

const size = parseFaultArguments(process.argv.slice(2))
if (typeof size === 'string') {
  console.error(size)
  process.exitCode = 2
} else {
  process.exitCode = await runSuite({ seed: Math.floor(Math.random() * 2 ** 31), ...size })
}

/** @param {Record<string, number>} counts @returns {Promise<number>} the exit code */
async function runSuite(counts) {
  const figures = mkdtempSync(join(tmpdir(), 'module-images-faults-'))
  const vitest = ['--project', 'e2e', 'packages/e2e/src/faults', '--fileParallelism', `--maxWorkers=${FILES}`]
  const child = spawn(process.execPath, [join(CHECKOUT, 'tools/test/run-tests.mjs'), ...vitest], {
    cwd: CHECKOUT,
    env: { ...process.env, MI_FAULTS: JSON.stringify({ ...counts, figures }) },
    stdio: 'inherit',
  })
  // It stops what it has started and then ends; only after that is there nothing more to count.
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => child.kill(signal))
  const [code] = await once(child, 'close')
  console.log(`\nThe fault suite, seed ${counts['seed']}\n${readFigures(figures)}`)
  rmSync(figures, { recursive: true, force: true })
  return typeof code === 'number' ? code : 1
}

/** @param {string} folder */
function readFigures(folder) {
  const texts = readdirSync(folder)
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8'))
  return texts.join('') || 'Nothing was counted: it ended before it began.\n'
}
