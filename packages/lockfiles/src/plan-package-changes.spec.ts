import { expect, it } from 'vitest'
import { type ListedPackage, planPackageChanges } from './plan-package-changes.js'

const item = (name: string, version: string, source = 'CRAN'): ListedPackage => ({ name, version, source })
const list = (file: string, ...packages: ListedPackage[]) => ({ file, packages })

it('says what came, went and changed, file by file', () => {
  const before = [
    list('renv.lock', item('Seurat', '5.1.0'), item('dplyr', '1.1.4'), item('old', '1')),
    list('apt.txt', item('curl', '', 'Debian')),
  ]
  const now = [
    list('renv.lock', item('dplyr', '1.1.4'), item('Seurat', '5.2.0', 'GitHub satijalab/seurat'), item('ggplot2', '3.5.1')),
    list('requirements.txt', item('numpy', '>=2', 'PyPI')),
  ]
  expect(planPackageChanges(before, now)).toEqual([
    { kind: 'added', file: 'renv.lock', name: 'ggplot2', now: '3.5.1 (CRAN)' },
    { kind: 'removed', file: 'renv.lock', name: 'old', before: '1 (CRAN)' },
    { kind: 'changed', file: 'renv.lock', name: 'Seurat', before: '5.1.0', now: '5.2.0' },
    { kind: 'added', file: 'requirements.txt', name: 'numpy', now: '>=2 (PyPI)' },
    { kind: 'removed', file: 'apt.txt', name: 'curl', before: 'any (Debian)' },
  ])
})

it('names the source where that alone differs, and all versions where there are several', () => {
  const before = [list('conda-lock.yml', item('a', '1', 'conda-forge'), item('b', '1'), item('b', '2'))]
  const now = [list('conda-lock.yml', item('a', '1', 'bioconda'), item('b', '2'), item('b', '3'))]
  expect(planPackageChanges(before, now)).toEqual([
    { kind: 'changed', file: 'conda-lock.yml', name: 'a', before: '1 (conda-forge)', now: '1 (bioconda)' },
    { kind: 'changed', file: 'conda-lock.yml', name: 'b', before: '1, 2', now: '2, 3' },
  ])
})

it('is nothing where packages stand in another order, whatever they are called', () => {
  const names = [item('__proto__', '1'), item('constructor', '2')]
  expect(planPackageChanges([list('renv.lock', ...names)], [list('renv.lock', ...names.toReversed())])).toEqual([])
})
