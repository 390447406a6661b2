import { describe, expect, it } from 'vitest'
import { installedClosure } from './installed-closure.mjs'

const LOCK = {
  'packages/a': { dependencies: { '@own/b': '*', x: '^1', y: '^2' } },
  'packages/a/node_modules/y': { version: '2.0.0' },
  'node_modules/x': { version: '1.0.0', dependencies: { y: '^1', z: '^2' } },
  'node_modules/x/node_modules/z': { version: '2.0.0', dependencies: { x: '^1' } },
  'node_modules/y': { version: '1.0.0' },
  'node_modules/z': { version: '1.0.0' },
  'node_modules/unused': { version: '1.0.0' },
}

describe('installedClosure', () => {
  it('finds what a package needs as Node does', () => {
    const needed = ['node_modules/x', 'node_modules/z', 'node_modules/y', 'node_modules/x/node_modules/z']
    expect(installedClosure(LOCK, ['x', 'z'])).toEqual(needed)
  })

  it.each([
    [{ 'node_modules/z': { os: ['linux'] } }, ['z'], 'node_modules/z is made for one system: an image of another cannot have it.'],
    [{ 'node_modules/z': { hasInstallScript: true } }, ['z'], 'node_modules/z is made for one system: an image of another cannot have it.'],
    [{}, ['y'], 'packages/a/node_modules/y is another version than node_modules has.'],
    [{}, ['gone'], 'package-lock.json has no gone for the package.'],
    [{ 'node_modules/y': { dependencies: { gone: '^1' } } }, ['x'], 'package-lock.json has no gone for node_modules/y.'],
  ])('refuses %j, %j', (changes, names, message) => {
    expect(() => installedClosure({ ...LOCK, ...changes }, names)).toThrow(message)
  })
})
