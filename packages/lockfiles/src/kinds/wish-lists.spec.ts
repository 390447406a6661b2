import { describe, expect, it } from 'vitest'
import { readLockfile } from '../lockfile-kinds.js'

describe('environment.yml', () => {
  it('gives what is asked for, pip included', () => {
    const text = `name: a
channels: [conda-forge, bioconda]
platforms:
  - linux-64
dependencies:
  - python=3.11
  - numpy==1.26.4
  - bioconda::samtools >=1.19,<2 # [linux64]
  - r-base=4.4.1=h1_0
  - Scipy
  - pip:
      - scanpy==1.10.1
      - anndata>=0.10 # not there yet [unix]
  - 7
  - "bad name !"
`
    expect(readLockfile(text, 'environment.yml')).toEqual({
      kind: 'conda-environment',
      file: 'environment.yml',
      packages: [
        { name: 'python', constraint: '=3.11', source: 'conda', manager: 'conda', line: 6 },
        { name: 'numpy', version: '1.26.4', source: 'conda', manager: 'conda', line: 7 },
        { name: 'samtools', constraint: '>=1.19,<2', source: 'bioconda', manager: 'conda', selector: 'linux64', line: 8 },
        { name: 'r-base', version: '4.4.1', source: 'conda', manager: 'conda', line: 9 },
        { name: 'scipy', source: 'conda', manager: 'conda', line: 10 },
        { name: 'scanpy', version: '1.10.1', source: 'PyPI', manager: 'pip', line: 12 },
        { name: 'anndata', constraint: '>=0.10', source: 'PyPI', manager: 'pip', selector: 'unix', line: 13 },
        { name: '7', source: 'conda', manager: 'conda', line: 14 },
        { name: 'bad', version: 'name', source: 'conda', manager: 'conda', line: 15 },
      ],
      problems: [],
      unread: [],
      facts: { platforms: ['linux-64'], channels: ['conda-forge', 'bioconda'] },
    })
  })

  it('says what is wrong and where', () => {
    expect(readLockfile('name: a\ndependencies:\n  - a\n - b\n', 'environment.yml')?.problems[0]?.place).toMatchObject({ line: 4 })
    expect(readLockfile('name: a\ndependencies:\n  - a\n  - [x]\n', 'environment.yml')?.problems).toEqual([
      { message: 'This is not a package conda can read.', place: { file: 'environment.yml', line: 4 } },
    ])
  })
})

describe('requirements.txt', () => {
  it('reads what pip reads', () => {
    const text = `# locked by pip-compile
--index-url https://pypi.example/simple
-r base.txt
numpy==2.2.4 \\
    --hash=sha256:aaa \\
    --hash=sha256:bbb
    # via scanpy
scanpy[leiden, skmisc]===1.10.1 ; python_version >= "3.10"  # why
pandas>=2,<3
requests
tool @ git+https://user:word@git.example/o/tool.git@0123456789012345678901234567890123456789
-e git+https://git.example/o/other.git@main#egg=other
./local/thing.whl
typing_extensions (==4.1.0)
`
    expect(readLockfile(text, 'm/requirements.txt')).toEqual({
      kind: 'requirements',
      file: 'm/requirements.txt',
      packages: [
        { name: 'numpy', version: '2.2.4', source: 'PyPI', line: 4 },
        { name: 'scanpy', version: '1.10.1', source: 'PyPI', marker: 'python_version >= "3.10"', line: 8 },
        { name: 'pandas', constraint: '>=2,<3', source: 'PyPI', line: 9 },
        { name: 'requests', source: 'PyPI', line: 10 },
        {
          name: 'tool',
          source: 'git+https://git.example/o/tool.git@0123456789012345678901234567890123456789',
          commit: '0123456789012345678901234567890123456789',
          line: 11,
        },
        { name: 'other', source: 'git+https://git.example/o/other.git@main', line: 12 },
        { name: 'thing.whl', source: './local/thing.whl', line: 13 },
        { name: 'typing_extensions', version: '4.1.0', source: 'PyPI', line: 14 },
      ],
      problems: [],
      unread: [],
      facts: { includes: [{ file: 'base.txt', line: 3, constrains: false }] },
    })
  })

  it('names the line of what pip would refuse, and goes on', () => {
    const lock = readLockfile('a==1\nb = 2\nc==3\n', 'requirements.txt')
    expect(lock?.problems).toEqual([
      { message: "'b = 2' is not a requirement pip can read.", place: { file: 'requirements.txt', line: 2 } },
    ])
    expect(lock?.packages.map(({ name }) => name)).toEqual(['a', 'c'])
  })
})

describe('apt.txt', () => {
  it('reads names and versions', () => {
    expect(readLockfile('# tools\nsamtools=1.19-1+b1 curl\nlibxml2:amd64\npython3=3.13.*\nBad\n', 'apt.txt')).toEqual({
      kind: 'apt',
      file: 'apt.txt',
      packages: [
        { name: 'samtools', version: '1.19-1+b1', source: 'Debian', line: 2 },
        { name: 'curl', source: 'Debian', line: 2 },
        { name: 'libxml2', source: 'Debian', line: 3 },
        { name: 'python3', constraint: '=3.13.*', source: 'Debian', line: 4 },
      ],
      problems: [{ message: "'Bad' names no Debian package.", place: { file: 'apt.txt', line: 5 } }],
      unread: [],
      facts: {},
    })
  })
})

it.each([
  ['closing brackets', ']'.repeat(1 << 20), /^This is not YAML: /],
  ['opening brackets', '['.repeat(1 << 20), /^This is not YAML: nesting/],
  ['lists in lists', '- '.repeat(1 << 19), /^This is not YAML: nesting/],
])('refuses a megabyte of %s', (_, text, message) => {
  const place = { file: 'environment.yml', line: 1, column: expect.any(Number) as number }
  expect(readLockfile(text, 'environment.yml')?.problems).toEqual([{ message: expect.stringMatching(message) as string, place }])
})

it('names the line of an item that is empty', () => {
  const text = 'dependencies:\n  -\n  - a\n  - pip:\n    - b\n  # - c\n  -\n  -\n'
  expect(readLockfile(text, 'environment.yml')?.problems.map(({ place }) => place.line)).toEqual([2, 7, 8])
})
