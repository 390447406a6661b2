import { expect, it } from 'vitest'
import { exampleLockfileNames, isUnreadLockfile, lockfileKind, pinsPackages, selectLockfiles } from './lockfile-names.js'

it.each([
  ['conda-lock.yaml', 'conda-lock'],
  ['environment.yaml', 'conda-environment'],
  ['npm-shrinkwrap.json', 'npm'],
  ['conda-linux-64.lock', 'conda-platform'],
  ['conda-osx-arm64.lock.yml', 'conda-platform'],
  ['linux-64.lock', 'conda-platform'],
  ['env.linux-aarch64.lock', 'conda-platform'],
  ['linux-64.conda-lock.yml', 'conda-platform'],
  ['requirements-dev.txt', undefined],
  ['xlinux-64.lock', undefined],
  ['conda-linux-64.lock.bak', undefined],
  ['Renv.lock', undefined],
])('takes %s for %s', (name, kind) => {
  expect(lockfileKind(name)).toBe(kind)
})

it('tells what pins all packages by itself, and what has no reader', () => {
  expect(['uv.lock', 'environment.yaml', 'apt.txt', 'README.md'].map(pinsPackages)).toEqual([true, false, false, false])
  expect(['yarn.lock', 'uv.lock'].map(isUnreadLockfile)).toEqual([true, false])
  expect(exampleLockfileNames('conda-platform').map(lockfileKind)).toEqual(['conda-platform', 'conda-platform', 'conda-platform'])
})

it('puts lockfiles in the order of their kinds, then as they are given', () => {
  expect(selectLockfiles(['apt.txt', 'b/uv.lock', 'Dockerfile', 'a/uv.lock', 'renv.lock'])).toEqual([
    'renv.lock',
    'b/uv.lock',
    'a/uv.lock',
    'apt.txt',
  ])
})
