// @ts-check
import { posix } from 'node:path'

/**
 * Where BuildKit's answer cannot be known beforehand, and the product's is the safe one.
 *
 * @typedef {object} Known
 * @property {string} why
 * @property {keyof import('./engine-features.mjs').EngineFeatures} [feature] only of engines that have it
 * @property {(given: import('./case.mjs').Case, disagreement: import('./compare.mjs').Disagreement) => boolean} applies
 */

/** @type {readonly Known[]} */
export const KNOWN = [
  {
    why: 'A source behind a link to the root of the context: BuildKit sends the link or not by what else is asked for, and then refuses. The product reads what the link leads to.',
    applies: ({ entries }, { kind }) =>
      kind === 'only-buildkit-refuses' && entries.some((entry) => entry.kind === 'symlink' && isRoot(entry)),
  },
  {
    why: 'A link that leads nowhere, inside a folder that a pattern matches or `--exclude` thins out: BuildKit 0.13 refuses it and newer ones copy it. The product refuses it for all.',
    feature: 'deadLinks',
    applies: ({ entries }, { kind, detail }) => {
      const link = /^'(.+)', which leads to '/.exec(detail)?.[1]
      return kind === 'only-we-refuse' && entries.some((entry) => entry.kind === 'symlink' && entry.path === link)
    },
  },
  {
    why: 'A rule of the ignore file that Go refuses: BuildKit 0.25 panics, and its engine ends with it. The product refuses the rule, and gives BuildKit no ignore file.',
    feature: 'checks',
    applies: (_, { kind }) => kind === 'not-asked',
  },
]

/**
 * @param {import('./case.mjs').Case} given
 * @param {import('./compare.mjs').Disagreement} disagreement
 * @param {Partial<import('./engine-features.mjs').EngineFeatures>} [features] of the engine that was asked
 */
export function isKnown(given, disagreement, features = {}) {
  return KNOWN.some(({ feature, applies }) => (feature === undefined || features[feature]) && applies(given, disagreement))
}

/** A link never leads out of the context: above the root is the root. @param {{ path: string, target: string }} link */
function isRoot({ path, target }) {
  return posix.resolve('/', posix.dirname(path), target) === '/'
}
