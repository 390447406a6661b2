import { describe, expect, it } from 'vitest'
import type { LockedPackage } from '../lockfile.js'
import { readLockfile } from '../lockfile-kinds.js'

const COMMIT = '0123456789012345678901234567890123456789'
const read = (text: string, file: string) => {
  const { packages, problems, unread } = readLockfile(text, file) ?? { packages: [], problems: undefined, unread: [] }
  return {
    packages: packages.map(rowOf),
    problems: problems?.map(({ message, place }) => `${place.line}: ${message}`),
    unread: unread.map(({ message }) => message),
  }
}
const rowOf = ({ name, version, constraint, source, commit, line }: LockedPackage) =>
  [line, name, version ?? constraint ?? '', source, ...(commit === undefined ? [] : [commit.slice(0, 4)])].join(' ')

describe('uv.lock', () => {
  it('tells where packages come from, without secrets', () => {
    const entry = (name: string, source: string) => `[[package]]\nname = "${name}"\nversion = "1"\nsource = { ${source} }\n`
    const text = `version = 1\n${entry('a', 'registry = "https://u:p@pypi.firm.example/simple"')}${entry('b', `git = "https://u:p@git.example/b?rev=v1#${COMMIT}"`)}${entry('c', 'editable = "packages/c"')}${entry('d', 'url = "https://u:p@files.example/d-1.tar.gz"')}${entry('e', 'virtual = "."')}`
    expect(read(text, 'uv.lock')).toEqual({
      packages: [
        '2 a 1 https://pypi.firm.example/simple',
        '6 b 1 git+https://git.example/b 0123',
        '10 c 1 packages/c',
        '14 d 1 https://files.example/d-1.tar.gz',
      ],
      problems: [],
      unread: [],
    })
  })

  it('knows of no version that is not 1', () => {
    expect(read('version = 2\n', 'uv.lock')).toEqual({ packages: [], problems: [], unread: ['It is of version 2; version 1 is read.'] })
    expect(read('# a\nversion = "1"\n', 'uv.lock').problems).toEqual(['2: It is of version "1"; version 1 is read.'])
  })

  it('names the line and column of a fault', () => {
    const [problem] = readLockfile('version = 1\n[[package]]\nname = attrs\n', 'uv.lock')?.problems ?? []
    expect(problem).toMatchObject({
      message: expect.stringMatching(/^This is not TOML: [^\n]+\.$/) as string,
      place: { line: 3, column: 8 },
    })
  })
})

describe('poetry.lock', () => {
  it('tells indexes, addresses and commits', () => {
    const source = (lines: string) => `[[package]]\nname = "a"\nversion = "1"\n[package.source]\n${lines}\n`
    const text = [
      source('type = "legacy"\nurl = "https://u:p@pypi.firm.example/simple"\nreference = "firm"'),
      source(`type = "git"\nurl = "https://u:p@git.example/a.git"\nreference = "main"\nresolved_reference = "${COMMIT}"`),
      source('type = "directory"\nurl = "../a"'),
      '[metadata]\nlock-version = "1.1"\n',
    ].join('')
    expect(read(text, 'poetry.lock')).toEqual({
      packages: ['1 a 1 https://pypi.firm.example/simple', '8 a 1 git+https://git.example/a.git 0123', '16 a 1 ../a'],
      problems: [],
      unread: [],
    })
    expect(read('[metadata]\nlock-version = "3.0"\n', 'poetry.lock').unread).toEqual(['Its lock-version is "3.0"; 1 and 2 are read.'])
  })
})

describe('package-lock.json', () => {
  it('reads aliases, nested packages, other registries and commits, and leaves out links and folders', () => {
    const packages = {
      '': { name: 'root' },
      'packages/own': { name: 'own', version: '1.0.0' },
      'node_modules/own': { resolved: 'packages/own', link: true },
      'node_modules/a': { version: '1.0.0', resolved: 'https://npm.example/npm/a/-/a-1.0.0.tgz' },
      'node_modules/a/node_modules/@s/b': { version: '2.0.0' },
      'node_modules/alias': { name: 'real', version: '3.0.0' },
      'node_modules/c': { version: '4.0.0', resolved: `git+ssh://git@git.example/o/c.git#${COMMIT}` },
      'node_modules/d': { version: '5.0.0', resolved: 'https://u:p@files.example/d.tgz?token=x' },
      'node_modules/b': 7,
    }
    expect(read(JSON.stringify({ lockfileVersion: 2, packages, dependencies: {} }, null, 1), 'npm-shrinkwrap.json')).toEqual({
      packages: [
        '15 a 1.0.0 https://npm.example/npm',
        '19 @s/b 2.0.0 npm',
        '22 real 3.0.0 npm',
        '26 c 4.0.0 git+ssh://git.example/o/c.git 0123',
        '30 d 5.0.0 https://files.example/d.tgz',
      ],
      problems: ['34: The record of "node_modules/b" is no object.'],
      unread: [],
    })
  })

  it('reads version 1, and nothing of a version after 3', () => {
    const dependencies = {
      a: { version: '1.0.0', dependencies: { b: { version: `github:o/b#${COMMIT}` } } },
      c: { version: 'npm:d@2.0.0' },
    }
    expect(read(JSON.stringify({ lockfileVersion: 1, dependencies }), 'package-lock.json').packages).toEqual([
      '1 a 1.0.0 npm',
      '1 b  github:o/b 0123',
      '1 d 2.0.0 npm',
    ])
    expect(read('{ "lockfileVersion": 4, "packages": {} }', 'package-lock.json').unread).toEqual([
      'Its lockfileVersion is 4; 1 to 3 are read.',
    ])
    expect(read('{\n"lockfileVersion": "3" }', 'package-lock.json').problems).toEqual(['2: Its lockfileVersion is "3"; 1 to 3 are read.'])
  })
})

describe('pixi.lock', () => {
  it('reads version 5, with platforms and sources', () => {
    const text = `version: 5
environments:
  default:
    channels:
    - url: https://u:p@conda.example/t/TOKEN/chan/
    packages:
      linux-64:
      - conda: https://u:p@conda.example/t/TOKEN/chan/linux-64/zlib-1.3.1-0.conda
      - pypi: git+https://u:p@git.example/o/tool@${COMMIT}
      osx-arm64:
      - pypi: git+https://u:p@git.example/o/tool@${COMMIT}
packages:
- kind: conda
  name: zlib
  version: 1.3.1
  build: '0'
  subdir: linux-64
  url: https://u:p@conda.example/t/TOKEN/chan/linux-64/zlib-1.3.1-0.conda
- kind: pypi
  name: tool
  version: '1.10'
  path: ./x
  url: git+https://u:p@git.example/o/tool@${COMMIT}
`
    expect(readLockfile(text, 'pixi.lock')).toMatchObject({
      problems: [],
      packages: [
        { name: 'zlib', version: '1.3.1', source: 'chan', manager: 'conda', platforms: ['linux-64'], line: 13 },
        {
          name: 'tool',
          version: '1.10',
          source: `git+https://git.example/o/tool@${COMMIT}`,
          commit: COMMIT,
          manager: 'pip',
          platforms: ['linux-64', 'osx-arm64'],
          line: 19,
        },
      ],
      facts: { channels: ['https://conda.example/chan'] },
    })
  })

  it('reads packages that are built from source', () => {
    const text = `version: 7\npackages:\n- conda_source: my-package[2a17d7b3] @ my-package\n  version: 1.0.0\n- conda: ./local\n- pypi: ./x\n`
    expect(read(text, 'pixi.lock')).toEqual({
      packages: ['3 my-package 1.0.0 my-package[2a17d7b3] @ my-package'],
      problems: ['5: This package has no name.', '6: This package has no name.'],
      unread: [],
    })
  })
})

describe('Pipfile.lock', () => {
  it('tells indexes, commits and markers', () => {
    const lock = {
      _meta: { sources: [{ name: 'firm', url: 'https://u:p@pypi.firm.example/simple' }] },
      default: {
        a: { version: '==1.0', index: 'firm' },
        b: { git: 'https://u:p@git.example/b', ref: COMMIT },
        c: { version: '>=2' },
        d: [],
      },
      develop: { a: { version: '==1.0' }, e: { path: '.', editable: true } },
    }
    expect(read(JSON.stringify(lock, null, 1), 'Pipfile.lock')).toEqual({
      packages: ['11 a 1.0 https://pypi.firm.example/simple', '15 b  git+https://git.example/b 0123', '19 c >=2 PyPI', '28 e  .'],
      problems: ['22: The record of "d" is no package.'],
      unread: [],
    })
  })
})

describe('a lock of one platform', () => {
  const explicit = '@EXPLICIT\nhttps://u:p@conda.example/t/TOKEN/chan/linux-64/zlib-1.3.1-0.conda#0123\nnot an address\n'
  it.each(['conda-linux-64.lock', 'env-linux-64.lock', 'linux-64.lock', 'linux-64.conda-lock.yml'])('is read as %s', (file) => {
    expect(readLockfile(explicit, file)).toMatchObject({
      kind: 'conda-platform',
      packages: [{ name: 'zlib', version: '1.3.1', source: 'chan', platforms: ['linux-64'], line: 2 }],
      problems: [{ message: "'not an address' is no address of a conda package.", place: { file, line: 3 } }],
    })
  })

  it('is read as an environment, and as a lock of all platforms', () => {
    expect(readLockfile('dependencies:\n- zlib=1.3.1=0\n- pip:\n  - numpy==2\n', 'conda-osx-arm64.lock.yml')?.packages).toMatchObject([
      { name: 'zlib', version: '1.3.1', manager: 'conda', platforms: ['osx-arm64'] },
      { name: 'numpy', version: '2', manager: 'pip', platforms: ['osx-arm64'] },
    ])
    const lock = 'version: 1\npackage:\n- name: zlib\n  version: 1.3.1\n  platform: linux-64\n  manager: conda\n'
    expect(readLockfile(lock, 'linux-64.conda-lock.yml')?.packages).toMatchObject([
      { name: 'zlib', version: '1.3.1', platforms: ['linux-64'] },
    ])
  })
})

it('reads addresses, paths and includes of requirements, and says no secret', () => {
  const text = `-r base.txt
-c "my limits.txt"
--requirement=https://u:p@host.example/r.txt
--constraint limits.txt
tool @ git+https://u:p@git.example/o/tool@${COMMIT}#subdirectory=x ; python_version > "3"
wheel @ https://u:p@files.example/wheel-1.0%2Bcpu-py3-none-any.whl
https://u:p@files.example/numpy-2.0-cp311-cp311-linux_x86_64.whl
lib/local
.
u:p@ https://u:password@h.example/x
`
  const lockfile = readLockfile(text, 'requirements.txt')
  expect(lockfile?.packages).toEqual([
    { name: 'tool', source: 'git+https://git.example/o/tool@' + COMMIT, commit: COMMIT, marker: 'python_version > "3"', line: 5 },
    { name: 'wheel', version: '1.0+cpu', source: 'https://files.example/wheel-1.0%2Bcpu-py3-none-any.whl', line: 6 },
    { name: 'numpy', version: '2.0', source: 'https://files.example/numpy-2.0-cp311-cp311-linux_x86_64.whl', line: 7 },
    { name: 'local', source: 'lib/local', line: 8 },
    { name: '.', source: '.', line: 9 },
  ])
  expect(lockfile?.facts.includes).toEqual([
    { file: 'base.txt', line: 1, constrains: false },
    { file: 'my limits.txt', line: 2, constrains: true },
    { file: 'https://host.example/r.txt', line: 3, constrains: false },
    { file: 'limits.txt', line: 4, constrains: true },
  ])
  expect(lockfile?.problems).toEqual([
    { message: "'u:p@ https://h.example/x' is not a requirement pip can read.", place: { file: 'requirements.txt', line: 10 } },
  ])
})

it('takes no file of the name of an environment for one, where another tool wrote it', () => {
  expect(read('$schema: x\nname: y\n', 'environment.yaml')).toEqual({
    packages: [],
    problems: [],
    unread: ['It has no "dependencies": none of its packages are known.'],
  })
})
