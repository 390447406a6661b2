import { describe, expect, it } from 'vitest'
import { readLockfile } from '../lockfile-kinds.js'

const read = (text: string) => readLockfile(text, 'conda-lock.yml')

const HEAD = `version: 1
metadata:
  content_hash:
    linux-64: d15c6a
    osx-arm64: a901ca
  channels:
    - url: conda-forge
      used_env_vars: []
  platforms:
    - linux-64
    - osx-arm64
  sources:
    - environment.yml
`
const entry = (name: string, platform: string, more = '') => `  - name: ${name}
    version: '1.10'
    manager: conda
    platform: ${platform}
    dependencies:
      libgomp: '>=7.5.0'
      python: ''
    url: https://conda.anaconda.org/conda-forge/${platform}/${name}-1.10-0.conda
    hash:
      md5: 73aaf86a425cc6e73fcf236a5a46396d
    category: main
    optional: false
${more}`
/** As conda-lock itself writes it: lists are not indented. */
const outdent = (text: string) => text.replace(/^ {2}/gm, '')
const packages = `package:\n${outdent(entry('zlib', 'osx-arm64') + entry('zlib', 'linux-64') + entry('yaml', 'linux-64'))}`

describe('conda-lock.yml', () => {
  const file = (platform: string) => ({ checksums: ['md5:73aaf86a425cc6e73fcf236a5a46396d'], platform, build: '0', subdir: platform })
  const expected = {
    kind: 'conda-lock',
    file: 'conda-lock.yml',
    packages: [
      {
        name: 'zlib',
        version: '1.10',
        source: 'conda-forge',
        manager: 'conda',
        platforms: ['linux-64', 'osx-arm64'],
        files: [file('osx-arm64'), file('linux-64')],
        line: 15,
      },
      {
        name: 'yaml',
        version: '1.10',
        source: 'conda-forge',
        manager: 'conda',
        platforms: ['linux-64'],
        files: [file('linux-64')],
        line: 39,
      },
    ],
    problems: [],
    unread: [],
    facts: {
      platforms: ['linux-64', 'osx-arm64'],
      channels: ['conda-forge'],
      contentHashes: new Map([
        ['linux-64', 'd15c6a'],
        ['osx-arm64', 'a901ca'],
      ]),
    },
  }

  it('gives each package once, with its platforms', () => {
    expect(read(HEAD + packages)).toEqual(expected)
  })

  it('reads other forms of the same', () => {
    const indented = `package:\n${entry('zlib', 'osx-arm64') + entry('zlib', 'linux-64') + entry('yaml', 'linux-64')}`
    expect(read(HEAD + indented)).toEqual(expected)
    expect(read(HEAD + packages.replace('platform: osx-arm64', 'platform: osx-arm64 # laptops'))).toEqual(expected)
    expect(read((HEAD + packages).replaceAll('\n', '\r\n'))).toEqual(expected)
  })

  it.each([
    ['a text over several lines', "- name: a\n  platform: x\n  version: '1\n    name: b'\n", [['a', '1 name: b', 3]]],
    ['a block', '- name: a\n  platform: x\n  description: |\n    name: b\n', [['a', undefined, 3]]],
    ['an alias, which is not followed', '- name: &n a\n  platform: x\n  version: *n\n', [['a', undefined, 3]]],
    ['flow', '- { name: a, platform: x, version: 1.10 }\n', [['a', '1.10', 3]]],
    ['a mapping after the packages', "- name: a\n  platform: x\nlater:\n- name: 'b'\n", [['a', undefined, 3]]],
    ['a tag', '- name: !!str a\n  platform: x\n', [['a', undefined, 3]]],
    ['an escape', '- name: "a\\tb"\n  platform: x\n', [['a\tb', undefined, 3]]],
    ['nothing', '- name: a\n  platform: x\n  version: ~\n', [['a', undefined, 3]]],
  ])('reads %s', (_, text, found) => {
    const lock = read(`version: 1\npackage:\n${text}`)
    expect(lock?.problems).toEqual([])
    expect(lock?.packages.map(({ name, version, line }) => [name, version, line])).toEqual(found)
  })

  it.each([
    ['a smaller margin', '  - name: a\n- name: b\n', 4],
    ['a tab', '- name: a\n\tversion: b\n', 4],
    ['a mapping in a value', '- name: a: b\n', 3],
    ['two fields in one line', '- name: a\n  hash:\n    md5: 73    sha256: fe\n', 5],
    ['no space behind a colon', '- name: a\n  hash:\n    md5: 73\n    sha256:fe\n', 6],
    ['a second document', '- name: a\n---\n- name: b\n', 1],
  ])('refuses %s', (_, text, line) => {
    expect(read(`version: 1\npackage:\n${text}`)?.problems.map(({ place }) => place.line)).toEqual([line])
  })

  it('names the line of a fault', () => {
    expect(read('version: 1\npackage:\n- name: a\n  platform: [linux-64\n')?.problems).toEqual([
      { message: expect.stringMatching(/^This is not YAML: /), place: { file: 'conda-lock.yml', line: 5, column: 1 } },
    ])
    expect(read('version: 1\npackage:\n- version: 1\n')?.problems).toEqual([
      { message: 'This package has no name or no platform.', place: { file: 'conda-lock.yml', line: 3 } },
    ])
    expect(read('version: one\npackage: []\n')?.problems.map(({ message }) => message)).toEqual(['It is not of version 1, but one.'])
    expect(read('version: 1\npackage:\n  a: 1\n')?.problems).toEqual([
      { message: '"package" is no list.', place: { file: 'conda-lock.yml', line: 3 } },
    ])
  })

  it('knows nothing of a later version, and says so', () => {
    expect(read('version: 2\npackage: []\n')).toMatchObject({
      packages: [],
      problems: [],
      unread: [{ message: 'It is not of version 1, but 2.', place: { file: 'conda-lock.yml', line: 1 } }],
    })
  })

  it('keeps no secret of a channel', () => {
    const channel = 'https://user:password@conda.example/t/TOKEN/chan'
    const secret =
      HEAD.replace('url: conda-forge', `url: ${channel}`) + packages.replaceAll('https://conda.anaconda.org/conda-forge', channel)
    expect(JSON.stringify(read(secret))).not.toMatch(/password|TOKEN/)
    expect(read(secret)).toMatchObject({
      facts: { channels: ['https://conda.example/chan'] },
      packages: [{ source: 'chan' }, { source: 'chan' }],
    })
  })
})
