// @ts-check
import { lastLines, run } from '../local/command.mjs'
import { Interrupted } from '../local/interruption.mjs'
import { SetUpError } from '../local/set-up-error.mjs'
import { createStages } from './stages.mjs'

/**
 * One measurement of one case.
 *
 * @typedef {object} Measurement
 * @property {string} case
 * @property {number} size
 * @property {string} competitor
 * @property {number} run
 * @property {{ kind: 'done', builds: number | undefined } & Omit<import('./measure/measure.mjs').Sample, 'output' | 'ok' | 'said'>
 *   | { kind: 'failed', said: string }} result
 *
 * @typedef {{ cases: readonly import('./cases/case.mjs').Case[], sizes: readonly number[] | undefined, runs: number,
 *   competitors: readonly string[] | undefined }} Plan
 */

/**
 * Measures all cases. The competitors of a case take turns, and each round begins with another, so that what the machine does beside
 * hits all alike. One that fails twice is not tried again in the same case: Debian's
 * registry now and then answers a busy engine with 500.
 *
 * @param {import('./bench.mjs').Bench} bench
 * @param {Plan} plan
 * @param {(line: string) => void} log
 * @returns {Promise<Measurement[]>}
 */
export async function runRounds(bench, { cases, sizes, runs, competitors: chosen }, log) {
  const stages = createStages(bench)
  /** @type {Measurement[]} */
  const measurements = []
  for (const what of cases) {
    for (const size of sizes ?? what.sizes) {
      const competitors = what.competitors.filter(({ name, mostModules }) => size <= mostModules && (chosen?.includes(name) ?? true))
      /** @type {string[]} */
      const failures = []
      for (let round = 1; round <= Math.min(runs, what.mostRuns ?? runs); round += 1) {
        for (const competitor of rotated(competitors, round - 1)) {
          if (failures.filter((name) => name === competitor.name).length === 2) continue
          const result = await measureOne({ bench, stages, what, size, competitor, round })
          if (result.kind === 'failed') {
            failures.push(competitor.name)
            // An engine may go on for minutes with builds whose command is gone, and those who come next would pay for it.
            await bench.settle()
          }
          measurements.push({ case: what.name, size, competitor: competitor.name, run: round, result })
          log(`${what.name}  ${size} modules  run ${round}  ${competitor.name}: ${renderResult(result)}`)
        }
      }
    }
  }
  return measurements
}

/**
 * @param {{ bench: import('./bench.mjs').Bench, stages: ReturnType<typeof createStages>, what: import('./cases/case.mjs').Case, size: number,
 *   competitor: import('./competitors/competitor.mjs').Competitor, round: number }} turn
 * @returns {Promise<Measurement['result']>}
 */
async function measureOne({ bench, stages, what, size, competitor, round }) {
  try {
    const stage = await stages.get(competitor, size, what.shape)
    const { done = async () => {}, ...work } = await what.prepare({ bench, competitor, run: round, ...stage })
    try {
      await commitAll(stage.workspace.folder)
      const { ok, said, output, ...costs } = await bench.measure(work)
      if (what.publishes && !ok) stage.setPublished(false)
      if (what.publishes && ok) stage.setPublished(true)
      return ok ? { kind: 'done', builds: what.publishes ? competitor.builds(output) : undefined, ...costs } : { kind: 'failed', said }
    } finally {
      await done()
    }
  } catch (error) {
    if (error instanceof Interrupted || !(error instanceof SetUpError)) throw error
    return { kind: 'failed', said: error.message }
  }
}

/** As in CI, where nothing is published that is in no commit. @param {string} folder */
async function commitAll(folder) {
  const git = ['git', '-C', folder, '-c', 'user.name=bench', '-c', 'user.email=bench@localhost', '-c', 'gc.auto=0']
  const failure = 'git cannot commit the modules.'
  await run([...git, 'init', '--quiet'], { failure })
  await run([...git, 'add', '--all'], { failure })
  await run([...git, 'commit', '--quiet', '--allow-empty', '--message=modules'], { failure })
}

/** @template T @param {readonly T[]} items @param {number} by */
function rotated(items, by) {
  const start = items.length === 0 ? 0 : by % items.length
  return [...items.slice(start), ...items.slice(0, start)]
}

/** @param {Measurement['result']} result */
function renderResult(result) {
  if (result.kind === 'failed') return `failed: ${lastLines(result.said, 1)}`
  const { seconds, traffic } = result
  return `${seconds.toFixed(2)} s, ${traffic.requests} requests`
}
