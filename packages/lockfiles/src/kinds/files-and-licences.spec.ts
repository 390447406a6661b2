import { expect, it } from 'vitest'
import { readLockfile } from '../lockfile-kinds.js'

const MD5 = '73aaf86a425cc6e73fcf236a5a46396d'
const [A, B] = ['a'.repeat(64), 'b'.repeat(64)] as const
const SHA512 = `sha512-${btoa('\0'.repeat(64))}`

const renv = { R: { Version: '4.5.0' }, Packages: { a: { Package: 'a', Version: '1', License: 'MIT + file LICENSE', Hash: MD5 } } }
const pipfile = { default: { a: { version: '==1', hashes: [`sha256:${A}`, `sha256:${B}`, 7] } } }
const npm = { lockfileVersion: 3, packages: { 'node_modules/a': { version: '1.0.0', integrity: SHA512, license: 'MIT' } } }
const distributions = [{ checksums: [`sha256:${A}`] }, { checksums: [`sha256:${B}`] }]

it.each([
  ['renv.lock', JSON.stringify(renv), { licence: 'MIT + file LICENSE' }],
  ['Pipfile.lock', JSON.stringify(pipfile), { files: distributions }],
  ['package-lock.json', JSON.stringify(npm), { licence: 'MIT', files: [{ checksums: [`sha512:${'0'.repeat(128)}`] }] }],
  ['requirements.txt', `a==1 \\\n  --hash=sha256:${A} \\\n  --hash=sha256:${B}\n`, { files: distributions }],
  [
    'uv.lock',
    `version = 1\n[[package]]\nname = "a"\nversion = "1"\nsdist = { hash = "sha256:${A}" }\nwheels = [{ hash = "sha256:${B}" }]\n`,
    { files: distributions },
  ],
  [
    'poetry.lock',
    `[[package]]\nname = "a"\nversion = "1"\nfiles = [{ hash = "sha256:${A}" }, { hash = "sha256:${B}" }]\n[metadata]\nlock-version = "2.1"\n`,
    { files: distributions },
  ],
  [
    'pixi.lock',
    `version: 6\npackages:\n- conda: https://conda.anaconda.org/conda-forge/linux-64/a-1-h6_0.conda\n  sha256: ${A}\n  md5: ${MD5}\n  license: Zlib\n`,
    { licence: 'Zlib', files: [{ checksums: [`md5:${MD5}`, `sha256:${A}`], build: 'h6_0', subdir: 'linux-64' }] },
  ],
  [
    'conda-linux-64.lock',
    `@EXPLICIT\nhttps://conda.anaconda.org/conda-forge/linux-64/a-1-h6_0.conda#${MD5}\n`,
    { files: [{ checksums: [`md5:${MD5}`], build: 'h6_0', subdir: 'linux-64' }] },
  ],
])('reads checksums and licences of %s', (file, text, expected) => {
  const { packages, problems } = readLockfile(text, file) ?? { packages: [], problems: [] }
  const [found] = packages
  expect({ problems, licence: found?.licence, files: found?.files }).toEqual({
    problems: [],
    licence: undefined,
    files: undefined,
    ...expected,
  })
})
