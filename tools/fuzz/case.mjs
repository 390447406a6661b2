// @ts-check
import fc from 'fast-check'
import { anyFiles } from './arbitrary-files.mjs'
import { judgeFiles } from './judge.mjs'

/** The case of a seed and number: any one can be had again alone. @param {number} seed @param {number} index */
export function caseOf(seed, index) {
  return /** @type {import('./read-module.mjs').Files} */ (fc.sample(anyFiles, { seed: seedOf(seed, index), numRuns: 1 })[0])
}

/** @param {number} seed @param {number} index */
function seedOf(seed, index) {
  return Math.imul(seed, 1_000_003) + index
}

const MOST_MS = 30_000

/** A smaller case that goes wrong too. @param {number} seed @param {number} index */
export function shrinkCase(seed, index) {
  const property = fc.property(anyFiles, (files) => judgeFiles(files).kind !== 'wrong')
  const limits = { interruptAfterTimeLimit: MOST_MS, markInterruptAsFailure: false }
  const { counterexample } = fc.check(property, { seed: seedOf(seed, index), numRuns: 1, ...limits })
  return counterexample?.[0] ?? caseOf(seed, index)
}
