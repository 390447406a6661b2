import { expect, it } from 'vitest'
import { planStatement } from '../statement/statement.js'
import { parseScan, planScanStatement, readScanNote } from './scan-statement.js'

const DOCUMENT = {
  spdxVersion: 'SPDX-2.3',
  SPDXID: 'SPDXRef-DOCUMENT',
  name: 'found',
  packages: [{ SPDXID: 'SPDXRef-a', name: 'a', more: 1 }],
}
const WRITTEN = { _type: 'https://in-toto.io/Statement/v0.1', predicateType: 'https://spdx.dev/Document', predicate: DOCUMENT }
const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))

it('takes the document as a scanner wrote it', () => {
  expect(parseScan(encode(WRITTEN))).toEqual({ kind: 'found', document: DOCUMENT })
  expect(parseScan(encode({ ...WRITTEN, subject: [] }))).toEqual({ kind: 'found', document: DOCUMENT })
})

it.each([
  ['no JSON', new Uint8Array([0xff])],
  ['no statement', encode(DOCUMENT)],
  ['another predicate', encode({ ...WRITTEN, predicateType: 'https://slsa.dev/provenance/v1' })],
  ['a subject', encode({ ...WRITTEN, subject: [{ name: 'b', digest: {} }] })],
  ['no SPDX 2', encode({ ...WRITTEN, predicate: { ...DOCUMENT, spdxVersion: 'SPDX-3.0' } })],
  ['packages that are none', encode({ ...WRITTEN, predicate: { ...DOCUMENT, packages: ['a'] } })],
])('refuses %s', (_, bytes) => {
  expect(parseScan(bytes).kind).toBe('bad')
})

it('tells a list of a scanner from that of the lockfiles', () => {
  const image = { image: 'r.example/a', digest: `sha256:${'d'.repeat(64)}` }
  const note = { scanner: 'r.example/scanner@sha256:1', platform: 'linux/amd64' }
  expect(readScanNote(planScanStatement(image, note, DOCUMENT))).toEqual(note)
  expect(readScanNote(planStatement(image, 'https://spdx.dev/Document', DOCUMENT))).toBeUndefined()
})
