// @ts-check
import { parseDockerfile, planReads } from '@module-images/core'

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
    why: 'An image by its digest: an engine with the older image store has none of an image that was only tagged, so BuildKit by itself has to ask Docker Hub.',
    applies: ({ dockerfile }, { kind, detail }) =>
      kind === 'only-buildkit-refuses' && dockerfile.includes('@sha256:') && /docker\.io/.test(detail),
  },
  {
    why: 'Of several lines by which stages need each other in a circle, BuildKit names the last it came by, and the product the first.',
    applies: (_, { kind, detail }) => kind === 'other-line' && /circular dependency.*in a circle/s.test(detail),
  },
  {
    why: 'Of several faults BuildKit comes by any; the product looks for sources before it builds. The first half holds what it says of those.',
    applies: (_, { kind, detail }) =>
      kind === 'other-line' && /is not in the build context|is hidden from the build|leads through more links/.test(detail),
  },
  {
    why: 'What is wrong with a trigger: BuildKit counts lines in the trigger itself, or names the FROM that runs it; the product names the ONBUILD.',
    applies: ({ dockerfile }, { kind, line }) =>
      kind === 'other-line' && line !== undefined && /^\s*onbuild\b/i.test(dockerfile.split('\n')[line - 1] ?? ''),
  },
  {
    why: 'A trigger that copies from an image, which newer engines take: no lock can pin what it names, so the product refuses it.',
    applies: (_, { kind, detail }) => kind === 'only-we-refuse' && /ONBUILD step that runs here copies from the image/.test(detail),
  },
  {
    why: 'Triggers of a base that is not locked: what they read is not known before the build, so the product keeps no image of it.',
    applies: ({ locked }, { kind, detail }) => !locked && kind === 'only-we-refuse' && /its base leaves ONBUILD steps/.test(detail),
  },
  {
    why: 'A bad ignore file where nothing of the context is read: BuildKit 0.13 then does not look at it. Newer ones refuse it, and so does the product.',
    applies: ({ dockerfile, options: { target, buildArgs = {} } }, { kind, detail }) =>
      kind === 'only-we-refuse' &&
      /dockerignore:\d+: The rule .* cannot be read/.test(detail) &&
      !readsContext(dockerfile, { target, buildArgs }),
  },
  {
    why: 'A rule of the ignore file that Go refuses: BuildKit is not asked where its engine would end with it.',
    applies: (_, { kind }) => kind === 'not-asked',
  },
]

/** @param {string} text @param {{ target: string | undefined, buildArgs: Readonly<Record<string, string>> }} options */
function readsContext(text, { target, buildArgs }) {
  const reads = planReads(parseDockerfile(text, 'Dockerfile'), { buildArgs, ...(target === undefined ? {} : { target }) })
  return reads.sources.length > 0 || reads.wholeContext !== undefined || reads.sendsAll
}

/** @param {import('./built-case.mjs').BuiltCase} given @param {import('./compare-images.mjs').BuiltDifference} difference */
export function isKnownDifference(given, difference) {
  return KNOWN_DIFFERENCES.some(({ applies }) => applies(given, difference))
}
