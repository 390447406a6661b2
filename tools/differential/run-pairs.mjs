// @ts-check
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { anyPair } from './arbitrary-case.mjs'
import { isAskable } from './askable.mjs'
import { observeBuild } from './observe.mjs'
import { folderOf, predictCases } from './predict.mjs'
import { mapAtMost, seedOf } from './run-cases.mjs'

/**
 * Pairs of contexts that differ in one thing. One whose images differ under the same key is a counterexample: `wrong`.
 *
 * @typedef {{ same: number, different: number, unbuildable: number, wrong: number[] }} PairsOutcome pairs of the same key, of different keys, of
 *   which one cannot be built; the indexes of counterexamples
 */

const BATCH = 50
/** Pairs that are made at most for each that is wanted: about two of three cannot be built. */
const MADE_AT_MOST = 20

/**
 * @param {{ seed: number, count: number }} which `count`: how many are to be compared; those that cannot be built prove nothing and do not count
 * @param {import('./run-cases.mjs').Place} place
 * @param {(outcome: PairsOutcome) => void} onProgress
 * @returns {Promise<PairsOutcome>}
 */
export async function runPairs({ seed, count }, place, onProgress) {
  /** @type {PairsOutcome} */
  const outcome = { same: 0, different: 0, unbuildable: 0, wrong: [] }
  for (let start = 0; comparedOf(outcome) < count && start < count * MADE_AT_MOST; start += BATCH) {
    const pairs = Array.from({ length: BATCH }, (_, offset) => pairOf(seed, start + offset))
    const verdicts = await judgePairs(pairs, place)
    verdicts.forEach((verdict, offset) => (verdict === 'wrong' ? outcome.wrong.push(start + offset) : (outcome[verdict] += 1)))
    onProgress(outcome)
  }
  return outcome
}

/** How many say something. @param {PairsOutcome} outcome */
export function comparedOf({ same, different, wrong }) {
  return same + different + wrong.length
}

/** @param {number} seed @param {number} index */
export function pairOf(seed, index) {
  return /** @type {readonly [import('./case.mjs').Case, import('./case.mjs').Case]} */ (
    fc.sample(anyPair, { seed: seedOf(seed, index), numRuns: 1 })[0]
  )
}

/**
 * Different keys prove nothing wrong, whatever is in the images; so only pairs of one key are built.
 *
 * @param {readonly (readonly [import('./case.mjs').Case, import('./case.mjs').Case])[]} pairs
 * @param {import('./run-cases.mjs').Place} place
 */
async function judgePairs(pairs, { folder, tools, atOnce, features }) {
  const work = join(folder, 'pairs')
  rmSync(work, { recursive: true, force: true })
  try {
    const predictions = await predictCases(work, pairs.flat())
    mkdirSync(join(work, 'out'))
    const build = async (/** @type {number} */ index) => {
      const output = join(work, 'out', String(index))
      const observed = await observeBuild(folderOf(work, index), { tools, output })
      rmSync(output, { recursive: true, force: true })
      return observed
    }
    return await mapAtMost(atOnce, pairs, async (both, pair) => {
      const [one, other] = [predictions[2 * pair], predictions[2 * pair + 1]]
      if (one?.kind !== 'reads' || other?.kind !== 'reads') return 'unbuildable'
      if (one.key !== other.key) return 'different'
      if (!both.every((given) => isAskable(given, features))) return 'unbuildable'
      const images = [await build(2 * pair), await build(2 * pair + 1)]
      if (images.some(({ kind }) => kind !== 'built')) return 'unbuildable'
      return isDeepStrictEqual(images[0], images[1]) ? 'same' : 'wrong'
    })
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}
