import type { LockfileKindName } from '@module-images/core'
import type { LockedFile, LockedPackage } from '@module-images/lockfiles'
import { expect, it } from 'vitest'
import { packageUrlOf } from './package-url.js'

const COMMIT = '0123456789012345678901234567890123456789'
const file: LockedFile = { checksums: [], build: 'h6_0', subdir: 'linux-64' }

it.each<[LockfileKindName, Omit<LockedPackage, 'line'>, string | undefined, LockedFile?]>([
  ['renv', { name: 'jsonlite', version: '1.9.1', source: 'CRAN' }, 'pkg:cran/jsonlite@1.9.1'],
  ['renv', { name: 'jsonlite', version: '1.9.1', source: 'Repository' }, 'pkg:cran/jsonlite@1.9.1'],
  ['renv', { name: 'scran', version: '1.34.0', source: 'Bioconductor 3.20' }, 'pkg:bioconductor/scran@1.34.0'],
  ['renv', { name: 'a', version: '1', source: 'GitHub o/r', commit: COMMIT }, `pkg:github/o/r@${COMMIT}`],
  ['renv', { name: 'a', version: '1', source: 'https://r.example/cran' }, 'pkg:cran/a@1?repository_url=https%3A%2F%2Fr.example%2Fcran'],
  [
    'renv',
    { name: 'a', version: '1', source: 'Git https://git.example/a', commit: COMMIT },
    `pkg:generic/a@1?vcs_url=git%2Bhttps%3A%2F%2Fgit.example%2Fa%40${COMMIT}`,
  ],
  [
    'conda-lock',
    { name: 'zlib', version: '1.3.1', source: 'conda-forge', manager: 'conda' },
    'pkg:conda/zlib@1.3.1?build=h6_0&channel=conda-forge&subdir=linux-64',
    file,
  ],
  ['conda-lock', { name: 'Typing_Extensions', version: '4', source: 'PyPI', manager: 'pip' }, 'pkg:pypi/typing-extensions@4'],
  ['requirements', { name: 'numpy', constraint: '>=2', source: 'PyPI' }, 'pkg:pypi/numpy'],
  [
    'uv',
    { name: 'a', version: '1', source: 'https://pypi.firm.example/simple' },
    'pkg:pypi/a@1?repository_url=https%3A%2F%2Fpypi.firm.example%2Fsimple',
  ],
  [
    'uv',
    { name: 'a', version: '1', source: 'https://x.example/a-1.tar.gz' },
    'pkg:pypi/a@1?download_url=https%3A%2F%2Fx.example%2Fa-1.tar.gz',
  ],
  ['uv', { name: 'a', version: '1', source: 'packages/a' }, undefined],
  [
    'poetry',
    { name: 'a', version: '1', source: 'git+https://git.example/a', commit: COMMIT },
    `pkg:pypi/a@1?vcs_url=git%2Bhttps%3A%2F%2Fgit.example%2Fa%40${COMMIT}`,
  ],
  ['npm', { name: '@scope/a', version: '1.0.0', source: 'npm' }, 'pkg:npm/%40scope/a@1.0.0'],
  ['npm', { name: 'a', source: 'github:o/a', commit: COMMIT }, `pkg:github/o/a@${COMMIT}`],
  ['apt', { name: 'curl', version: '8.5.0-2', source: 'Debian' }, 'pkg:deb/debian/curl@8.5.0-2'],
  ['npm', { name: '', version: '1.0.0', source: 'npm' }, undefined],
])('names a package of %s as scanners do: %o', (kind, item, url, one) => {
  expect(packageUrlOf({ ...item, line: 1 }, kind, one)).toBe(url)
})
