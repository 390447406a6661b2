// @ts-check
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mapAtMost } from '../differential/run-cases.mjs'
import { removeImages } from '../images/remove-images.mjs'
import { startRegistry } from '../local/registry-server.mjs'
import { unpackPackages } from '../workspace/packed-packages.mjs'
import { stepsOf } from './arbitrary-steps.mjs'
import { runSequence } from './run-sequence.mjs'

/**
 * @typedef {object} TruthOutcome
 * @property {number} sequences
 * @property {number} commands
 * @property {number} claims
 * @property {Found[]} lies
 * @property {Found[]} failures
 *
 * @typedef {{ name: string, steps: readonly import('./arbitrary-steps.mjs').Step[] }} Sequence
 * @typedef {import('./run-sequence.mjs').Fault & { sequence: Sequence }} Found
 */

/** Sequences `from` up to `from + count` of a seed. @param {{ seed: number, from: number, count: number }} which @returns {Sequence[]} */
export function sequencesOf({ seed, from, count }) {
  return Array.from({ length: count }, (_, offset) => ({ name: `${seed}-${from + offset}`, steps: stepsOf(seed, from + offset) }))
}

/**
 * Runs sequences with the packed packages, a registry that goes again, and the engine of this machine.
 *
 * @param {readonly Sequence[]} sequences no two of one name
 * @param {{ atOnce: number }} how
 * @param {(sofar: TruthOutcome, found: readonly Found[]) => void} [onProgress] `found`: of the sequence just done
 * @returns {Promise<TruthOutcome>}
 */
export async function runTruth(sequences, { atOnce }, onProgress = () => undefined) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'module-images-truth-')))
  /** @type {import('../local/registry-server.mjs').StartedRegistry | undefined} */
  let registry
  /** @type {TruthOutcome} */
  const total = { sequences: 0, commands: 0, claims: 0, lies: [], failures: [] }
  /** @type {Promise<unknown>[]} */
  const runs = []
  try {
    registry = await startRegistry({ folder: join(folder, 'registry') })
    const place = { registry: registry.host, modules: await unpackPackages(join(folder, 'packed')) }
    await mapAtMost(atOnce, sequences, async (sequence) => {
      const { name, steps } = sequence
      const run = runSequence(steps, { ...place, folder: join(folder, name), name: `truth-${name}` })
      runs.push(run)
      const { commands, claims, lies, failures } = await run
      const of = (/** @type {import('./run-sequence.mjs').Fault} */ fault) => ({ ...fault, sequence })
      const [newLies, newFailures] = [lies.map(of), failures.map(of)]
      total.sequences += 1
      total.commands += commands
      total.claims += claims
      total.lies.push(...newLies)
      total.failures.push(...newFailures)
      onProgress(total, [...newLies, ...newFailures])
    })
    return total
  } finally {
    // One that is interrupted must not end the others before they have cleaned up.
    await Promise.allSettled(runs)
    // What a command that was interrupted has still made.
    if (registry) await removeImages(`${registry.host}/`)
    await registry?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
