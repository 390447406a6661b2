import { expect, it } from 'vitest'
import { isContentTag } from './content-key.js'
import { isPartTag, partTag } from './part-tag.js'

const TAG = `key-${'0'.repeat(32)}`

it.each([
  ['linux/arm64', `${TAG}-linux-arm64`],
  ['linux/arm/v7', `${TAG}-linux-arm-v7`],
])('the part for %s is %s, which is no content tag', (platform, expected) => {
  expect(partTag(TAG, platform)).toBe(expected)
  expect([isPartTag(expected), isContentTag(expected)]).toEqual([true, false])
})

it.each([TAG, `${TAG}-linux`, 'v1-linux-arm64', 'latest', `sha256-${'0'.repeat(64)}.sig`])('%s is no part', (tag) => {
  expect(isPartTag(tag)).toBe(false)
})
