// @ts-check
import fc from 'fast-check'

/**
 * Some of a build's options, as a person writes them in one place.
 *
 * @typedef {object} Options
 * @property {Readonly<Record<string, string | true>>} [buildArgs] `...`: those of the place before, too
 * @property {Readonly<Record<string, string>>} [labels]
 * @property {string} [target]
 * @property {readonly string[]} [platforms]
 * @property {string} [image]
 * @property {readonly object[]} [secrets]
 * @property {string} [builder]
 */

/** With the tokens that Nx replaces. */
const value = fc.constantFrom('one', 'two', '{projectName}', '{projectRoot}', 'at {projectRoot}, of {projectName}', '{workspaceRoot}/x')

const buildArgs = fc.oneof(
  { weight: 4, arbitrary: fc.record({ A: value, B: value }, { requiredKeys: ['A'] }) },
  { weight: 1, arbitrary: fc.record({ '...': fc.constant(/** @type {const} */ (true)), B: value }) },
)

/** A key takes one secret's id, not what it is read from; the file is one of the module's own. */
const secrets = fc.constantFrom([{ id: 'token', env: 'SOME_TOKEN' }], [{ id: 'token', file: 'secret.txt' }], [])

const all = fc.record({
  buildArgs,
  labels: fc.record({ 'org.example.label': value }),
  target: fc.constantFrom('first', 'last'),
  platforms: fc.constantFrom(['linux/amd64'], ['linux/arm64'], ['linux/amd64', 'linux/arm64']),
  image: fc.constant('of-{projectRoot}'),
  secrets,
  builder: fc.constant('default'),
})

/** Some more often, since most can be told of them. @type {readonly (keyof Options)[]} */
const NAMES = ['buildArgs', 'labels', 'target', 'platforms', 'image', 'secrets', 'builder']
const OFTEN = /** @type {const} */ (['buildArgs', 'labels', 'target'])
const names = fc.oneof(fc.subarray([...OFTEN], { minLength: 1 }), fc.shuffledSubarray([...NAMES], { maxLength: 2 }))

/** @type {fc.Arbitrary<Options>} */
export const anyOptions = fc.tuple(all, names).map(([options, chosen]) => Object.fromEntries(chosen.map((name) => [name, options[name]])))
