// @ts-check
import fc from 'fast-check'
import { seedOf } from '../run-cases.mjs'
import { anyBuiltCase } from './arbitrary-built-case.mjs'
import { judgeBuilt } from './run-built.mjs'

const MOST_MS = 600_000

/**
 * The smallest case found in ten minutes that fails as the given one does.
 *
 * @param {number} seed
 * @param {import('./run-built.mjs').BuiltFailure} failure
 * @param {import('./place.mjs').BuiltPlace} place
 * @returns {Promise<import('./built-case.mjs').BuiltCase>}
 */
export async function shrinkBuilt(seed, { index, given, difference }, place) {
  const property = fc.asyncProperty(anyBuiltCase, async (one) => {
    const { verdicts } = await judgeBuilt([one], place)
    return verdicts[0]?.difference?.kind !== difference.kind
  })
  const limits = { interruptAfterTimeLimit: MOST_MS, markInterruptAsFailure: false }
  const { counterexample } = await fc.check(property, { seed: seedOf(seed, index), numRuns: 1, ...limits })
  return counterexample?.[0] ?? given
}
