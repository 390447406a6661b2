import { expect, it } from 'vitest'
import { pathIn, pathWithin } from './path-in.js'

it.each([
  ['modules/a', 'x/y', 'modules/a/x/y'],
  ['.', 'x/y', 'x/y'],
])('in %s, %s is %s, and back', (folder, path, whole) => {
  expect(pathIn(folder, path)).toBe(whole)
  expect(pathWithin(folder, whole)).toBe(path)
})

it('knows what does not lie in a folder', () => {
  expect(pathWithin('modules/a', 'modules/ab/x')).toBeUndefined()
  expect(pathWithin('modules/a', 'modules/a')).toBeUndefined()
})
