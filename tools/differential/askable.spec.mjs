// @ts-check
import { expect, it } from 'vitest'
import { isAskable } from './askable.mjs'

/** @param {string} [ignore] @returns {import('./case.mjs').Case} */
const ignoring = (ignore) => ({ entries: [], ignore, ignoreFile: '.dockerignore', dockerfile: 'FROM scratch\nCOPY a b /\n' })

it.each([
  ['*{2}\n', false],
  ['a\n!x*|{2}y\n', false],
  ['?x{1001}\n', false],
  ['a\\b\n', false],
  ['?{2}\n*|b\n', true],
  // Braces alone make no expression.
  ['{2}\n', true],
  // Refused before any path is looked up.
  ['[a\n', true],
  ['', true],
  [undefined, true],
])('of %j an engine that checks Dockerfiles is asked: %s', (ignore, expected) => {
  expect(isAskable(ignoring(ignore), { checks: true })).toBe(expected)
})

it('asks an engine that does not check Dockerfiles about every rule', () => {
  expect(isAskable(ignoring('*{2}\n'), { checks: false })).toBe(true)
  expect(isAskable(ignoring('*{2}\n'))).toBe(true)
})
