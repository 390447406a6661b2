import { expect, it } from 'vitest'
import { referrersTag, subjectOfTag } from './referrer-tag.js'

const HEX = 'a1'.repeat(32)

it.each([`sha256-${HEX}`, `sha256-${HEX}.sig`, `sha256-${HEX}.att`, `sha256-${HEX}.sbom`])('%s is of a digest', (tag) => {
  expect(subjectOfTag(tag)).toBe(`sha256:${HEX}`)
})

it.each(['latest', `sha256-${HEX.slice(1)}`, `sha256-${HEX}0`, `key-sha256-${HEX}`, `sha256-${HEX.toUpperCase()}`, `sha256-${HEX}.`])(
  '%s is of none',
  (tag) => {
    expect(subjectOfTag(tag)).toBeUndefined()
  },
)

it('makes the tag of a digest', () => {
  expect(subjectOfTag(referrersTag(`sha256:${HEX}`))).toBe(`sha256:${HEX}`)
})
