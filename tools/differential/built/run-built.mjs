// @ts-check
import fc from 'fast-check'
import { isEngineFault } from '../observe.mjs'
import { seedOf } from '../run-cases.mjs'
import { anyBuiltCase } from './arbitrary-built-case.mjs'
import { compareBuilds } from './compare-images.mjs'
import { isKnownDifference } from './known-differences.mjs'
import { askOracle } from './oracle.mjs'
import { buildByProduct } from './product.mjs'

/**
 * @typedef {import('./built-case.mjs').BuiltCase} BuiltCase
 * @typedef {{ index: number, given: BuiltCase, difference: import('./compare-images.mjs').BuiltDifference }} BuiltFailure
 * @typedef {{ built: number, refused: number, known: number, failures: BuiltFailure[], oracleSeconds: number, productSeconds: number }} BuiltOutcome
 */

const BATCH = 100
/** Cases that are made at most for each that is to be built: some are refused. */
const MADE_AT_MOST = 4

/** @param {number} seed @param {number} index */
export function builtCaseOf(seed, index) {
  return /** @type {BuiltCase} */ (fc.sample(anyBuiltCase, { seed: seedOf(seed, index), numRuns: 1 })[0])
}

/**
 * Builds cases by BuildKit and by the product until so many as wanted were built by both.
 *
 * @param {{ seed: number, from: number, count: number }} which `count`: those that are refused do not count
 * @param {import('./place.mjs').BuiltPlace} place
 * @param {(made: number, outcome: BuiltOutcome, found: readonly BuiltFailure[]) => void} onProgress
 * @returns {Promise<BuiltOutcome>}
 */
export async function runBuilt({ seed, from, count }, place, onProgress) {
  /** @type {BuiltOutcome} */
  const outcome = { built: 0, refused: 0, known: 0, failures: [], oracleSeconds: 0, productSeconds: 0 }
  let made = 0
  while (outcome.built < count && made < count * MADE_AT_MOST) {
    const size = Math.min(BATCH, count - outcome.built)
    const cases = Array.from({ length: size }, (_, offset) => builtCaseOf(seed, from + made + offset))
    const before = outcome.failures.length
    const results = await judgeBuilt(cases, place)
    results.verdicts.forEach(({ oracle, difference }, offset) => {
      const given = /** @type {BuiltCase} */ (cases[offset])
      if (difference && isKnownDifference(given, difference)) outcome.known += 1
      else if (difference) outcome.failures.push({ index: from + made + offset, given, difference })
      else outcome[oracle.kind === 'built' ? 'built' : 'refused'] += 1
    })
    made += size
    outcome.oracleSeconds += results.oracleSeconds
    outcome.productSeconds += results.productSeconds
    onProgress(made, outcome, outcome.failures.slice(before))
  }
  return outcome
}

/** @param {readonly BuiltCase[]} cases @param {import('./place.mjs').BuiltPlace} place */
export async function judgeBuilt(cases, place) {
  const start = performance.now()
  const oracles = await askOracle(cases, place)
  const between = performance.now()
  const products = await buildByProduct(cases, place)
  const verdicts = []
  for (const [index, given] of cases.entries()) {
    const oracle = oracles[index]
    let product = products[index]
    // Builds beside each other take the engine's snapshots from one another now and then.
    if (product?.kind === 'refuses' && isEngineFault(product.message)) [product] = await buildByProduct([given], place)
    if (oracle === undefined || product === undefined) throw new Error('Fewer cases were answered than asked.')
    verdicts.push({ oracle, product, difference: compareBuilds(oracle, product) })
  }
  return { verdicts, oracleSeconds: (between - start) / 1000, productSeconds: (performance.now() - between) / 1000 }
}
