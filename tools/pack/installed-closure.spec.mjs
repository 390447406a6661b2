import { describe, expect, it } from 'vitest'
import { installedClosure } from './installed-closure.mjs'

const isOwn = (/** @type {string} */ name) => name.startsWith('@own/')

const LOCK = {
  'packages/a': { dependencies: { '@own/b': '*', x: '^1', y: '^2' } },
  'packages/b': { dependencies: { y: '^2', z: '^1' } },
  'packages/a/node_modules/y': { version: '2.0.0' },
  'packages/b/node_modules/y': { version: '2.0.0' },
  'node_modules/x': { version: '1.0.0', dependencies: { y: '^1', z: '^2' } },
  'node_modules/x/node_modules/z': { version: '2.0.0', dependencies: { x: '^1' } },
  'node_modules/y': { version: '1.0.0' },
  'node_modules/z': { version: '1.0.0' },
  'node_modules/unused': { version: '1.0.0' },
}

describe('installedClosure', () => {
  it('finds what packages need as Node does, and makes their own node_modules those of one package', () => {
    expect([...installedClosure(LOCK, ['packages/a', 'packages/b'], isOwn)]).toEqual([
      ['node_modules/x', 'node_modules/x'],
      ['packages/a/node_modules/y', 'package/node_modules/y'],
      ['packages/b/node_modules/y', 'package/node_modules/y'],
      ['node_modules/z', 'node_modules/z'],
      ['node_modules/y', 'node_modules/y'],
      ['node_modules/x/node_modules/z', 'node_modules/x/node_modules/z'],
    ])
  })

  it.each([
    [{ 'node_modules/z': { os: ['linux'] } }, 'node_modules/z is made for one system: an image of another cannot have it.'],
    [{ 'node_modules/z': { hasInstallScript: true } }, 'node_modules/z is made for one system: an image of another cannot have it.'],
    [{ 'packages/b/node_modules/y': { version: '2.1.0' } }, 'package/node_modules/y would be 2.0.0 and 2.1.0.'],
    [{ 'packages/b': { dependencies: { gone: '^1' } } }, 'package-lock.json has no gone for packages/b.'],
  ])('refuses %j', (changes, message) => {
    expect(() => installedClosure({ ...LOCK, ...changes }, ['packages/a', 'packages/b'], isOwn)).toThrow(message)
  })
})
