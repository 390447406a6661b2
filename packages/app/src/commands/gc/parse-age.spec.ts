import { expect, it } from 'vitest'
import { parseAge } from './parse-age.js'

it.each([
  ['12h', 43_200_000],
  ['90d', 7_776_000_000],
  ['2w', 1_209_600_000],
  ['0d', 0],
])('reads %s', (text, milliseconds) => {
  expect(parseAge(text)).toBe(milliseconds)
})

it.each(['', '90', 'd', '-1d', '1.5d', '90 d', '1m', '999999d'])('refuses %j', (text) => {
  expect(() => parseAge(text)).toThrow(expect.objectContaining({ code: 'bad-age' }))
})
