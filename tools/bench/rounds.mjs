// @ts-check
import { lastLines } from '../local/command.mjs'
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
      for (let run = 1; run <= runs; run += 1) {
        for (const competitor of rotated(competitors, run - 1)) {
          if (failures.filter((name) => name === competitor.name).length === 2) continue
          const result = await measureOne({ bench, stages, what, size, competitor, run })
          if (result.kind === 'failed') {
            failures.push(competitor.name)
            // An engine may go on for minutes with builds whose command is gone, and those who come next would pay for it.
            await bench.settle()
          }
          measurements.push({ case: what.name, size, competitor: competitor.name, run, result })
          log(`${what.name}  ${size} modules  run ${run}  ${competitor.name}: ${renderResult(result)}`)
        }
      }
    }
  }
  return measurements
}

/**
 * @param {{ bench: import('./bench.mjs').Bench, stages: ReturnType<typeof createStages>, what: import('./cases/case.mjs').Case, size: number,
 *   competitor: import('./competitors/competitor.mjs').Competitor, run: number }} turn
 * @returns {Promise<Measurement['result']>}
 */
async function measureOne({ bench, stages, what, size, competitor, run }) {
  try {
    const stage = await stages.get(competitor, size, what.shape)
    const { done = async () => {}, ...work } = await what.prepare({ bench, competitor, run, ...stage })
    try {
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
