import { expect, it } from 'vitest'
import { compareBytes } from './byte-order.js'

const WORDS = ['', 'a', 'a/b', 'a b', 'ab', 'B', 'é', 'z', '\u{ffff}', '\u{1f600}', '\u{1f601}', '\u{e000}', 'a\u{1f600}', 'a\u{ffff}']

it('is the order of UTF-8', () => {
  const expected = [...WORDS].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  expect([...WORDS].reverse().sort(compareBytes)).toEqual(expected)
})
