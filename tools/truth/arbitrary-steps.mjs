// @ts-check
import fc from 'fast-check'
import { EDITABLE, MADE_FILE } from './truth-workspace.mjs'

/**
 * @typedef {{ do: 'edit', file: string, token: number } | { do: 'remove', file: string } | { do: 'commit' } | { do: 'rmi', module: string }
 *   | { do: 'run', commands: readonly import('./commands.mjs').Command[] }} Step `commands`: at the same time
 */

const daemon = fc.boolean()
/** Seldom: a process a task takes its time. */
const batch = fc.constantFrom(undefined, undefined, undefined, undefined, /** @type {const} */ (false))
const anyModule = fc.constantFrom('base', 'child', 'made', 'lone')
const modules = fc.oneof(
  { weight: 3, arbitrary: fc.constant('all') },
  { weight: 1, arbitrary: fc.constant('affected') },
  { weight: 3, arbitrary: anyModule },
)
const allOrOne = fc.oneof(fc.constant('all'), anyModule)

/** Without `batch` where it is not said, so that a step reads as it was meant. @template T @param {T} value @returns {T} */
const plain = (value) => JSON.parse(JSON.stringify(value))

const nx = (/** @type {Record<string, fc.Arbitrary<unknown>>} */ parts) => fc.record({ daemon, batch, ...parts })
const KINDS = [
  { weight: 8, arbitrary: nx({ kind: fc.constant('build'), modules }) },
  { weight: 4, arbitrary: nx({ kind: fc.constant('push'), modules }) },
  { weight: 1, arbitrary: nx({ kind: fc.constant('build-and-push'), modules: allOrOne }) },
  { weight: 2, arbitrary: nx({ kind: fc.constant('load'), modules: allOrOne }) },
  { weight: 2, arbitrary: nx({ kind: fc.constant('run'), modules: fc.constantFrom('child', 'base') }) },
  { weight: 2, arbitrary: nx({ kind: fc.constant('use'), modules: fc.constant('child') }) },
  { weight: 2, arbitrary: nx({ kind: fc.constant('check'), modules: allOrOne }) },
  {
    weight: 1,
    arbitrary: nx({ kind: fc.constant('build'), modules: fc.constantFrom('all', 'lone'), changed: fc.constant('configuration') }),
  },
  { weight: 1, arbitrary: nx({ kind: fc.constant('build'), modules: fc.constant('lone'), changed: fc.constant('argument') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('plan', 'verify'), modules: fc.constant('all') }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('load-command'), modules: allOrOne }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('run-command'), modules: fc.constantFrom('child', 'base') }) },
]
const command = /** @type {fc.Arbitrary<import('./commands.mjs').Command>} */ (fc.oneof(...KINDS).map(plain))

/** Few tokens, so that files become again what they were: that is where what was kept comes back. */
const token = fc.integer({ min: 0, max: 2 })
/** What the images with most to go wrong are made of is changed most. */
const file = fc.constantFrom(...EDITABLE, 'modules/made/src.txt', 'modules/made/src.txt', MADE_FILE)

/** @type {fc.Arbitrary<Step>} */
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant(/** @type {const} */ ('edit')), file, token }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant(/** @type {const} */ ('remove')), file: fc.constantFrom(MADE_FILE, 'dist') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant(/** @type {const} */ ('commit')) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant(/** @type {const} */ ('rmi')), module: fc.oneof(fc.constant('all'), anyModule) }) },
  { weight: 9, arbitrary: fc.record({ do: fc.constant(/** @type {const} */ ('run')), commands: fc.tuple(command) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant(/** @type {const} */ ('run')), commands: fc.tuple(command, command) }) },
)

/** The first has something made, the last has something claimed. */
const sequence = fc
  .tuple(fc.array(step, { minLength: 6, maxLength: 10, size: 'max' }), command)
  .map(([steps, last]) => /** @type {Step[]} */ ([{ do: 'run', commands: [FIRST] }, ...steps, { do: 'run', commands: [last] }]))

/** @type {import('./commands.mjs').Command} */
const FIRST = { kind: 'build', modules: 'all', daemon: false }

/** The steps of a seed and number: any sequence can be had again alone. @param {number} seed @param {number} index @returns {Step[]} */
export function stepsOf(seed, index) {
  return /** @type {Step[]} */ (fc.sample(sequence, { seed: Math.imul(seed, 1_000_003) + index, numRuns: 1 })[0])
}
