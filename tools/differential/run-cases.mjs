// @ts-check
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { anyCase } from './arbitrary-case.mjs'
import { isAskable } from './askable.mjs'
import { compareCase } from './compare.mjs'
import { isKnown } from './known.mjs'
import { observeBuild } from './observe.mjs'
import { folderOf, predictCases } from './predict.mjs'

/**
 * @typedef {{ index: number, given: import('./case.mjs').Case, disagreement: import('./compare.mjs').Disagreement }} Failure
 * @typedef {{ built: number, refused: number, known: number, failures: Failure[] }} Outcome how many both built, both refused, and of which the
 *   disagreement is known
 *
 * @typedef {object} Place
 * @property {string} folder for files that go again
 * @property {string} tools with a static busybox
 * @property {number} atOnce builds
 * @property {import('./engine-features.mjs').EngineFeatures} [features] of the engine; none when left out
 */

const BATCH = 100

/** The case of a seed and number: any one can be had again alone. @param {number} seed @param {number} index */
export function caseOf(seed, index, arbitrary = anyCase) {
  return /** @type {import('./case.mjs').Case} */ (fc.sample(arbitrary, { seed: seedOf(seed, index), numRuns: 1 })[0])
}

/** @param {number} seed @param {number} index */
export function seedOf(seed, index) {
  return Math.imul(seed, 1_000_003) + index
}

/**
 * Runs cases `from` up to `from + count` and lists where the product and BuildKit disagree.
 *
 * @param {{ seed: number, from: number, count: number, arbitrary?: typeof anyCase }} which
 * @param {Place} place
 * @param {(done: number, outcome: Outcome, found: readonly Failure[]) => void} onProgress `found`: of the cases just done
 * @returns {Promise<Outcome>}
 */
export async function runCases({ seed, from, count, arbitrary }, place, onProgress) {
  /** @type {Outcome} */
  const outcome = { built: 0, refused: 0, known: 0, failures: [] }
  for (let start = from; start < from + count; start += BATCH) {
    const size = Math.min(BATCH, from + count - start)
    const cases = Array.from({ length: size }, (_, offset) => caseOf(seed, start + offset, arbitrary))
    const results = await judgeCases(cases, place)
    const before = outcome.failures.length
    results.forEach(({ observed, disagreement }, offset) => {
      const given = /** @type {import('./case.mjs').Case} */ (cases[offset])
      if (disagreement && isKnown(given, disagreement, place.features)) outcome.known += 1
      else if (disagreement) outcome.failures.push({ index: start + offset, given, disagreement })
      else outcome[observed.kind === 'refuses' ? 'refused' : 'built'] += 1
    })
    onProgress(start + size - from, outcome, outcome.failures.slice(before))
  }
  return outcome
}

/**
 * @param {readonly import('./case.mjs').Case[]} cases
 * @param {Place} place
 */
export async function judgeCases(cases, place) {
  const results = await judgeOnce(cases, place)
  return forgiveOtherLines(cases, results, place)
}

/**
 * @param {readonly import('./case.mjs').Case[]} cases
 * @param {Place} place
 */
async function judgeOnce(cases, { folder, tools, atOnce, features }) {
  const work = join(folder, 'batch')
  rmSync(work, { recursive: true, force: true })
  try {
    const predictions = await predictCases(work, cases)
    mkdirSync(join(work, 'out'))
    return await mapAtMost(atOnce, cases, async (given, index) => {
      const predicted = /** @type {import('./predict.mjs').Prediction} */ (predictions[index])
      const output = join(work, 'out', String(index))
      const observed = isAskable(given, features)
        ? await observeBuild(folderOf(work, index), { tools, output })
        : /** @type {const} */ ({ kind: 'not-asked' })
      rmSync(output, { recursive: true, force: true })
      return { predicted, observed, disagreement: compareCase(given, predicted, observed) }
    })
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** Lines a Dockerfile of ours has at most. */
const MOST_LINES = 20

/**
 * Of several sources that are not there, BuildKit names any, and the product the first. So the lines it complains of are taken out one by
 * one, until it complains of BuildKit's or of none.
 *
 * @param {readonly import('./case.mjs').Case[]} cases
 * @param {Awaited<ReturnType<typeof judgeOnce>>} results
 * @param {Place} place
 */
async function forgiveOtherLines(cases, results, { folder }) {
  const forgiven = new Set()
  let open = results.flatMap(({ predicted, observed, disagreement }, index) => {
    const one = cases[index]
    const isOther = disagreement?.kind === 'other-line' && predicted.kind === 'refuses' && observed.kind === 'refuses'
    return one && isOther ? [{ index, one, predicted, wanted: observed.line }] : []
  })
  for (let round = 0; open.length > 0 && round < MOST_LINES; round += 1) {
    const shorter = open.map(({ one, predicted }) => withoutLine(one, predicted.line ?? 0))
    const work = join(folder, 'lines')
    const predictions = await predictCases(work, shorter)
    rmSync(work, { recursive: true, force: true })
    open = open.flatMap((item, position) => {
      const [predicted, one] = [predictions[position], shorter[position]]
      if (predicted?.kind !== 'refuses' || one === undefined) return []
      if (predicted.line !== item.wanted) return [{ ...item, one, predicted }]
      forgiven.add(item.index)
      return []
    })
  }
  return results.map((result, index) => (forgiven.has(index) ? { ...result, disagreement: undefined } : result))
}

/** A comment in its place keeps the numbers of the others. @param {import('./case.mjs').Case} one @param {number} line */
function withoutLine(one, line) {
  return {
    ...one,
    dockerfile: one.dockerfile.replace(/[^\n]*\n/g, (text, offset, whole) => (lineAt(whole, offset) === line ? '#\n' : text)),
  }
}

/** @param {string} text @param {number} offset */
function lineAt(text, offset) {
  return text.slice(0, offset).split('\n').length
}

/**
 * @template T, R
 * @param {number} most
 * @param {readonly T[]} items
 * @param {(item: T, index: number) => Promise<R>} task
 * @returns {Promise<R[]>}
 */
export async function mapAtMost(most, items, task) {
  /** @type {R[]} */
  const results = []
  let next = 0
  const worker = async () => {
    for (let index = next++; index < items.length; index = next++) results[index] = await task(/** @type {T} */ (items[index]), index)
  }
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker))
  return results
}
