// @ts-check
import fc from 'fast-check'
import { anyCase } from './arbitrary-case.mjs'
import { judgeCases, seedOf } from './run-cases.mjs'

const MOST_MS = 120_000

/**
 * The smallest case found in two minutes that fails as the given one does.
 *
 * @param {number} seed
 * @param {import('./run-cases.mjs').Failure} failure
 * @param {import('./run-cases.mjs').Place} place
 * @param {typeof anyCase} [arbitrary] what the case was made by
 * @returns {Promise<import('./case.mjs').Case>}
 */
export async function shrinkCase(seed, { index, given, disagreement }, place, arbitrary = anyCase) {
  const property = fc.asyncProperty(arbitrary, async (one) => {
    const [result] = await judgeCases([one], place)
    return result?.disagreement?.kind !== disagreement.kind
  })
  const limits = { interruptAfterTimeLimit: MOST_MS, markInterruptAsFailure: false }
  const { counterexample } = await fc.check(property, { seed: seedOf(seed, index), numRuns: 1, ...limits })
  return counterexample?.[0] ?? given
}
