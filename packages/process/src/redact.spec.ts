import { expect, test } from 'vitest'
import { createRedactor } from './redact.js'

const redactorOf = (...values: string[]) => createRedactor(values.map((value) => Buffer.from(value)))
const base64 = (text: string) => Buffer.from(text).toString('base64')

test.each([
  ['the value', 'hunter2', 'password hunter2, hunter2!', 'password ***, ***!'],
  ['a short value', 'ab', 'a ab b', 'a *** b'],
  ['a value with a line end', 'hunter2\n', 'password=hunter2', 'password=***'],
  ['each line of a long one', '-----BEGIN-----\nabcd\nxyz\n', 'x abcd -----BEGIN----- xyz', 'x *** *** xyz'],
  ['lines that end as on Windows', 'first line\r\nsecond line\r\n', 'second line', '***'],
  ['lines with blanks around them', '  key: value\n', 'key: value', '***'],
  ['a whole of many lines', 'ab\ncd', '<ab\ncd>', '<***>'],
  ['a whole of many lines in one', 'ab\n  cd', '<ab cd>', '<***>'],
  ['a value that is printed otherwise', 'pass\tword\u0007x', 'pass wordx', '***'],
  ['a value in a URL', 'p@ss w/rd', 'https://u:p%40ss%20w%2Frd@h/', 'https://u:***@h/'],
  ['characters with a meaning in patterns', '.*+?$&', 'a.*+?$&b', 'a***b'],
  ['values beside each other', 'hunter2', 'hunter2hunter2', '******'],
  ['a value that overlaps itself', 'aabaa', 'xaabaabaay', 'x***y'],
])('%s', (_, secret, text, expected) => {
  expect(redactorOf(secret)(text)).toBe(expected)
})

test('of secrets that overlap nothing stays', () => {
  expect(redactorOf('abcd', 'cdef', 'bcde')('xabcdefy')).toBe('x***y')
})

test.each(['', 'a', 'ab', 'user:', 'x'.repeat(7)])('base64 of a value after %j, whatever follows it', (before) => {
  const redact = redactorOf('a longer secret value')
  for (const after of ['', '\n', 'yz', 'xyz']) {
    const shown = redact(base64(`${before}a longer secret value${after}`))
    expect(shown).toContain('***')
    // What is left of the value are the few bits that its neighbours share.
    expect(Buffer.from(shown.replace('***', ''), 'base64').toString('latin1')).not.toMatch(/longer|secret|value/)
    expect(shown.length).toBeLessThanOrEqual(Math.ceil((before.length + after.length) / 3) * 4 + 3 + 8)
  }
})

test('without secrets, and with empty ones, a text stays', () => {
  expect(redactorOf()('text')).toBe('text')
  expect(redactorOf('', '\n')('text\n')).toBe('text\n')
})
