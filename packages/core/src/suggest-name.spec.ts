import { expect, it } from 'vitest'
import { suggestName } from './suggest-name.js'

const MODULES = ['r-base', 'python-base', 'hello-r', 'hello-python', 'qc']

it.each([
  ['r-bse', 'r-base'],
  ['r-bsae', 'r-base'],
  ['rbase', 'r-base'],
  ['hello-R', 'hello-r'],
  ['helo-pyton', 'hello-python'],
  ['qd', 'qc'],
  ['tools', undefined],
  ['debian', undefined],
  ['', undefined],
])('%j may mean %j', (text, expected) => expect(suggestName(text, MODULES)).toBe(expected))

it('takes the nearest, and of several the first', () => {
  expect(suggestName('base-12', ['base-13', 'base-1', 'base-122'])).toBe('base-13')
  expect(suggestName('base-1', [])).toBeUndefined()
})
