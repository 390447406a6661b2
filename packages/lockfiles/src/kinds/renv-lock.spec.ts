import { describe, expect, it } from 'vitest'
import { readLockfile } from '../lockfile-kinds.js'

const read = (text: string) => readLockfile(text, 'renv.lock')

const LOCK = `{
  "R": { "Version": "4.4.1", "Repositories": [{ "Name": "CRAN", "URL": "https://cran.example" }] },
  "Bioconductor": { "Version": "3.19" },
  "Packages": {
    "BiocGenerics": {
      "Package": "BiocGenerics",
      "Version": "0.50.0",
      "Source": "Bioconductor",
      "Requirements": ["R", "methods"]
    },
    "dplyr": { "Package": "dplyr", "Version": "1.1.4", "Source": "Repository", "Repository": "CRAN" },
    "rOpenScPCA": {
      "Package": "rOpenScPCA",
      "Version": "0.1.1",
      "Source": "GitHub",
      "RemoteType": "github",
      "RemoteUsername": "AlexsLemonade",
      "RemoteRepo": "rOpenScPCA",
      "RemoteSha": "3cd5a0a4c23c4ba9e36bfc1e4a2d7a4d1a1a7a0b"
    },
    "odd": { "Source": "Git", "RemoteUrl": "https://user:word@git.example/odd?token=x" }
  }
}
`

describe('renv.lock', () => {
  it('gives packages with version, source, commit and line', () => {
    expect(read(LOCK)).toEqual({
      kind: 'renv',
      file: 'renv.lock',
      packages: [
        { name: 'BiocGenerics', version: '0.50.0', source: 'Bioconductor', commit: undefined, line: 5 },
        { name: 'dplyr', version: '1.1.4', source: 'CRAN', commit: undefined, line: 11 },
        {
          name: 'rOpenScPCA',
          version: '0.1.1',
          source: 'GitHub AlexsLemonade/rOpenScPCA',
          commit: '3cd5a0a4c23c4ba9e36bfc1e4a2d7a4d1a1a7a0b',
          line: 12,
        },
        { name: 'odd', version: undefined, source: 'Git https://git.example/odd', commit: undefined, line: 21 },
      ],
      problems: [],
      unread: [],
      facts: { rVersion: '4.4.1', bioconductor: '3.19' },
    })
  })

  it.each([
    ['{\n  "R": {},\n  "Packages": {},,\n}', 3, 18, 'This is not JSON: a key is expected here.'],
    ['{\n  "R": 1', 2, 9, 'The file ends where a closing } is expected.'],
    ['{ "a": [1, 2\n', 2, 1, 'The file ends where a closing ] is expected.'],
    ['', 1, 1, 'The file ends where a value is expected.'],
    ["{ 'a': 1 }", 1, 3, 'This is not JSON: this is no word of it.'],
    ['{ "a": 1 } {', 1, 12, 'This is not JSON: nothing more is expected here.'],
    ['{ "a": [1] ]', 1, 12, 'This is not JSON: a comma is expected here.'],
    ['{\n"a" 1}', 2, 5, 'This is not JSON: a colon is expected here.'],
    ['{\n"a": 1,\n}', 3, 1, 'This is not JSON: a key is expected here.'],
    ['{ "a": [1,] }', 1, 11, 'This is not JSON: a value is expected here.'],
    ['// a\n{}', 1, 1, 'This is not JSON: it has no comments.'],
    ['{ "a": "b\n" }', 1, 8, 'This is not JSON: this text does not end in its line.'],
    ['{ "a": "b\t" }', 1, 8, 'This is not JSON: this text has a control character.'],
    ['{ "a": 01 }', 1, 9, 'This is not JSON: a comma is expected here.'],
    ['{ "a": 1. }', 1, 8, 'This is not JSON: this number is not complete.'],
    ['{ "a": "\\x" }', 1, 8, 'This is not JSON: this text has a \\ before a character that needs none.'],
    ['{ "a": NaN }', 1, 8, 'This is not JSON: this is no word of it.'],
    ['{ "a": 1]', 1, 9, 'This is not JSON: a comma is expected here.'],
    ['[]', 1, undefined, 'It is JSON, but no object.'],
    [
      '{\n  "R": {},\n  "Packages": {\n    "a": { "Title": "x\ty" }\n  }\n}\n',
      4,
      21,
      'This is not JSON: this text has a control character.',
    ],
    [
      '{\n  "R": {},\n  "Path": "C:\\Users",\n  "Packages": {}\n}\n',
      3,
      11,
      'This is not JSON: this text has a \\ before a character that needs none.',
    ],
    ['{\n  "R": {},\n  "n": 01,\n  "Packages": {}\n}\n', 3, 9, 'This is not JSON: a comma is expected here.'],
    ['{\n  "R": {},\n  "Packages": { "a": {},\n    "a": {} }\n}\n', 4, 5, 'The key "a" stands twice.'],
    ['{\n  "R": {},\n  "Packages": [{ "b": [{ "c": "]",\n    "\\u0063": 1 }] }]\n}\n', 4, 5, 'The key "c" stands twice.'],
  ])('says where %j goes wrong', (text, line, column, message) => {
    const place = { file: 'renv.lock', line, ...(column === undefined ? {} : { column }) }
    expect(read(text)?.problems).toEqual([{ message, place }])
  })

  it('refuses what is nested more deeply than any real file', () => {
    expect(read('['.repeat(1 << 20))?.problems.map(({ message }) => message)).toEqual(['It is nested too deeply to be read.'])
  })

  it('passes over a record that is none, and says so', () => {
    const lock = read('{\n"Packages": {\n"a": [],\n"b": { "Version": "1" }\n}\n}')
    expect(lock?.packages.map(({ name, line }) => [name, line])).toEqual([['b', 4]])
    expect(lock?.problems.map(({ message }) => message)).toEqual([
      'It does not say the version of R ("R": { "Version": … }).',
      'The record of "a" is no object.',
    ])
  })
})
