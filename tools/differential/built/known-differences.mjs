// @ts-check

/**
 * Where the product means to differ from BuildKit.
 *
 * @typedef {object} KnownDifference
 * @property {string} why
 * @property {(given: import('./built-case.mjs').BuiltCase, difference: import('./compare-images.mjs').BuiltDifference) => boolean} applies
 */

/** @type {readonly KnownDifference[]} */
export const KNOWN_DIFFERENCES = [
  {
    why: 'An ONBUILD trigger of a stage that copies from an image: what it names would be fetched without a lock, so the product refuses it.',
    applies: ({ dockerfile }, { kind }) => kind === 'only-we-refuse' && /ONBUILD[^]*--from=/i.test(dockerfile),
  },
]

/** @param {import('./built-case.mjs').BuiltCase} given @param {import('./compare-images.mjs').BuiltDifference} difference */
export function isKnownDifference(given, difference) {
  return KNOWN_DIFFERENCES.some(({ applies }) => applies(given, difference))
}
