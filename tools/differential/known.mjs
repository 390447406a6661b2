// @ts-check
import { posix } from 'node:path'

/**
 * Where BuildKit's answer cannot be known beforehand, and the product's is the safe one.
 *
 * @typedef {{ why: string, applies: (given: import('./case.mjs').Case, disagreement: import('./compare.mjs').Disagreement) => boolean }} Known
 */

/** @type {readonly Known[]} */
export const KNOWN = [
  {
    why: 'A source behind a link to the root of the context: BuildKit sends the link or not by what else is asked for, and then refuses. The product reads what the link leads to.',
    applies: ({ entries }, { kind }) =>
      kind === 'only-buildkit-refuses' && entries.some((entry) => entry.kind === 'symlink' && isRoot(entry)),
  },
]

/** @param {import('./case.mjs').Case} given @param {import('./compare.mjs').Disagreement} disagreement */
export function isKnown(given, disagreement) {
  return KNOWN.some(({ applies }) => applies(given, disagreement))
}

/** A link never leads out of the context: above the root is the root. @param {{ path: string, target: string }} link */
function isRoot({ path, target }) {
  return posix.resolve('/', posix.dirname(path), target) === '/'
}
