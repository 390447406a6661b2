import { describe, expect, it } from 'vitest'
import { cleanPath, contextPath } from './clean-path.js'

describe('cleanPath', () => {
  it.each([
    ['', '.'],
    ['.', '.'],
    ['./', '.'],
    ['/', '/'],
    ['//', '/'],
    ['a/', 'a'],
    ['a//b/./c', 'a/b/c'],
    ['a/../b', 'b'],
    ['a/..', '.'],
    ['a/../..', '..'],
    ['../a/../../b', '../../b'],
    ['/../a', '/a'],
    ['/a/../../..', '/'],
    ['...', '...'],
    ['a/..b', 'a/..b'],
    [' /a', ' /a'],
  ])('%j is %j', (path, clean) => expect(cleanPath(path)).toBe(clean))

  it('goes up a long way, or back and forth below many folders, in no more time than it takes to read it', () => {
    const [up, below] = ['../'.repeat(350_000), 'a/'.repeat(100_000)]
    expect(cleanPath(up)).toBe(up.slice(0, -1))
    expect(cleanPath(below + 'b/../'.repeat(200_000))).toBe(below.slice(0, -1))
  })
})

it('contextPath never leaves the context', () => {
  expect(['../../a', '/', 'a/..', './a/'].map(contextPath)).toEqual(['a', '', '', 'a'])
})
