// @ts-check
import { expect, it } from 'vitest'
import { compareBuilds } from './compare-images.mjs'

/** @param {Partial<import('./describe-image.mjs').ImageDescription>} image @returns {import('./compare-images.mjs').BuiltObservation} */
const built = (image = {}) => ({ kind: 'built', image: { files: { a: 'file 0644' }, config: {}, history: ['COPY a /'], ...image } })
/** @param {number} [line] @returns {import('./compare-images.mjs').BuiltObservation} */
const refuses = (line) => ({ kind: 'refuses', line, message: `at ${line}` })
const NOT_ASKED = /** @type {const} */ ({ kind: 'not-asked' })

it.each([
  [built(), built(), undefined],
  [built({ files: { a: 'file 0755' } }), built(), 'files'],
  [built({ files: {} }), built(), 'files'],
  [built(), built({ files: { a: 'file 0644', b: 'file 0644' } }), 'files'],
  [built({ config: { Env: ['A=1'] } }), built(), 'config'],
  [built({ history: [] }), built(), 'history'],
  [built(), refuses(3), 'only-we-refuse'],
  [refuses(3), built(), 'only-buildkit-refuses'],
  [refuses(3), refuses(3), undefined],
  [refuses(3), refuses(4), 'other-line'],
  [refuses(3), refuses(), 'other-line'],
  [refuses(), refuses(3), undefined],
  [NOT_ASKED, built(), 'not-asked'],
  [NOT_ASKED, refuses(3), 'not-asked'],
])('of %j and %j: %s', (oracle, product, kind) => {
  expect(compareBuilds(oracle, product)?.kind).toBe(kind)
})

it('passes over labels of the product alone, not over those that the Dockerfile sets', () => {
  const [title, key] = ['org.opencontainers.image.title', 'io.github.module-images.key']
  const labels = (/** @type {Record<string, string> | undefined} */ Labels) => built({ config: { Labels } })
  expect(compareBuilds(labels(undefined), labels({ [title]: 'c1', [key]: 'abc' }))).toBeUndefined()
  expect(compareBuilds(labels({ a: 'b' }), labels({ [title]: 'c1', [key]: 'abc', a: 'b' }))).toBeUndefined()
  expect(compareBuilds(labels({ [title]: 'own' }), labels({ [title]: 'c1', [key]: 'abc' }))?.kind).toBe('config')
  expect(compareBuilds(labels(undefined), labels({ other: 'x' }))?.kind).toBe('config')
})
