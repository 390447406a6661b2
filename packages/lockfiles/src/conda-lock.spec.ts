import { describe, expect, it } from 'vitest'
import { readCondaLockLines } from './conda-lock-lines.js'
import { readLockfile } from './lockfile-kinds.js'

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
  const expected = {
    kind: 'conda-lock',
    file: 'conda-lock.yml',
    packages: [
      { name: 'zlib', version: '1.10', source: 'conda-forge', platforms: ['linux-64', 'osx-arm64'], line: 15 },
      { name: 'yaml', version: '1.10', source: 'conda-forge', platforms: ['linux-64'], line: 39 },
    ],
    problems: [],
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
    expect(readCondaLockLines(HEAD + packages)?.entries).toHaveLength(3)
    expect(read(HEAD + packages)).toEqual(expected)
  })

  it('reads the same by the full parser where the form is another', () => {
    const indented = `package:\n${entry('zlib', 'osx-arm64') + entry('zlib', 'linux-64') + entry('yaml', 'linux-64')}`
    expect(readCondaLockLines(HEAD + indented)?.entries).toHaveLength(3)
    expect(read(HEAD + indented)).toEqual(expected)
    const commented = packages.replace('platform: osx-arm64', 'platform: osx-arm64 # laptops')
    expect(readCondaLockLines(HEAD + commented)).toBeUndefined()
    expect(read(HEAD + commented)).toEqual(expected)
  })

  it.each([
    ['a text over several lines', "- name: a\n  version: '1\n    name: b'\n"],
    ['a block', '- name: a\n  description: |\n    name: b\n'],
    ['an alias', '- name: &n a\n  version: *n\n'],
    ['a comment behind a value', '- name: a # b\n'],
    ['flow', '- { name: a }\n'],
    ['a second mapping below', "- name: a\nlater:\n- name: 'b'\n"],
    ['a tag', '- name: !!str a\n'],
    ['a smaller margin', '  - name: a\n- name: b\n'],
    ['a tab', '- name: a\n\tversion: b\n'],
    ['a mapping in a value', '- name: a: b\n'],
    ['an escape', '- name: "a\\n"\n'],
    ['a second document', '- name: a\n---\n- name: b\n'],
  ])('leaves %s to the full parser', (_, text) => {
    expect(readCondaLockLines(`version: 1\npackage:\n${text}`)).toBeUndefined()
  })

  it('names the line of a fault', () => {
    expect(read('version: 1\npackage:\n- name: a\n  platform: [linux-64\n')?.problems).toEqual([
      { message: expect.stringMatching(/^This is not YAML: /), place: { file: 'conda-lock.yml', line: 5, column: 1 } },
    ])
    expect(read('version: 1\npackage:\n- version: 1\n')?.problems).toEqual([
      { message: 'This package has no name or no platform.', place: { file: 'conda-lock.yml', line: 3 } },
    ])
    expect(read('version: 2\npackage: []\n')?.problems.map(({ message }) => message)).toEqual(['It is not of version 1, but 2.'])
  })
})
