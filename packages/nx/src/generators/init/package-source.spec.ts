import { describe, expect, it } from 'vitest'
import { type PackageFacts, planPackageSource } from './package-source.js'

const FACTS: PackageFacts = {
  said: undefined,
  resolved: undefined,
  version: '1.2.3',
  root: '/home/me/repo/work',
  top: '/home/me/repo',
  folder: 'tools/module-images',
  isIgnored: () => false,
  exists: () => true,
}

const put = (from: string) => ({ kind: 'tarball', from, to: 'tools/module-images/x-1.tgz' })

describe('planPackageSource', () => {
  it.each<[string, Partial<PackageFacts>, object]>([
    ['nothing is said', {}, { kind: 'registry', range: '^1.2.3' }],
    ['it came from a registry', { resolved: 'https://registry.example/x-1.tgz' }, { kind: 'registry', range: '^1.2.3' }],
    ['a version is said', { said: '~1.0.0' }, { kind: 'said' }],
    ['an address is said', { said: 'https://example.org/x-1.tgz' }, { kind: 'said' }],
    ['a tarball lies in the workspace', { said: 'file:vendor/x-1.tgz' }, { kind: 'said' }],
    ['a tarball lies in the repository, above the workspace', { said: 'file:../vendor/x-1.tgz' }, { kind: 'said' }],
    ['a tarball lies elsewhere', { said: 'file:../../elsewhere/x-1.tgz' }, put('/home/me/elsewhere/x-1.tgz')],
    ['a tarball is named by its whole path', { said: '/tmp/x-1.tgz' }, put('/tmp/x-1.tgz')],
    ['a tarball is named by its address', { said: 'file:///tmp/x-1.tgz' }, put('/tmp/x-1.tgz')],
    [
      'git leaves the tarball out',
      { said: 'file:dist/x-1.tgz', isIgnored: (path) => path === 'dist/x-1.tgz' },
      put('/home/me/repo/work/dist/x-1.tgz'),
    ],
    ['only npm knows of a tarball', { resolved: 'file:../../x-1.tgz' }, put('/home/me/x-1.tgz')],
    ['a folder lies elsewhere', { said: 'link:../../checkout' }, { kind: 'elsewhere', path: '/home/me/checkout' }],
    ['a tarball is gone', { said: 'file:../../x-1.tgz', exists: () => false }, { kind: 'elsewhere', path: '/home/me/x-1.tgz' }],
  ])('where %s', (_, facts, source) => expect(planPackageSource({ ...FACTS, ...facts })).toEqual(source))
})
