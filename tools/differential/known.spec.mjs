import { expect, it } from 'vitest'
import { isKnown } from './known.mjs'

/** @type {import('./case.mjs').Case} */
const given = {
  entries: [{ path: 'd/dead', kind: 'symlink', target: 'nowhere' }],
  ignore: undefined,
  ignoreFile: '.dockerignore',
  dockerfile: 'FROM scratch\nCOPY d* /\n',
}
const refusal = (/** @type {string} */ path) => `'${path}', which leads to 'd/nowhere', is not in the build context; a COPY needs it.`

it('knows of a case that the engine was not asked about only where it could not be', () => {
  const disagreement = /** @type {const} */ ({ kind: 'not-asked', detail: '' })
  expect(isKnown(given, disagreement, { checks: true })).toBe(true)
  expect(isKnown(given, disagreement, { checks: false })).toBe(false)
})

it('knows of a dead link only where the engine was seen to take one', () => {
  const disagreement = /** @type {const} */ ({ kind: 'only-we-refuse', detail: refusal('d/dead') })
  expect(isKnown(given, disagreement, { deadLinks: true })).toBe(true)
  expect(isKnown(given, disagreement, { deadLinks: false })).toBe(false)
  expect(isKnown(given, disagreement)).toBe(false)
  expect(isKnown(given, { ...disagreement, detail: refusal('d/other') }, { deadLinks: true })).toBe(false)
  expect(isKnown(given, { ...disagreement, kind: 'only-buildkit-refuses' }, { deadLinks: true })).toBe(false)
})
