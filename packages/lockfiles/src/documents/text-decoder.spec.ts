import { expect, it } from 'vitest'
import { readLockfile } from '../lockfile-kinds.js'

const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16()
const namesOf = (bytes: Uint8Array, file: string) => readLockfile(bytes, file)?.packages.map(({ name }) => name)

it.each([
  ['UTF-16 as PowerShell writes it', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('numpy==2.2.4 # ä\r\n', 'utf16le')])],
  ['UTF-16 of big numbers first', Buffer.concat([Buffer.from([0xfe, 0xff]), utf16be('numpy==2.2.4\n')])],
  ['a declared encoding', Buffer.from('# -*- coding: latin-1 -*-\nnumpy==2.2.4 # \xe4\n', 'latin1')],
  ['UTF-8 with a mark', Buffer.from('\ufeffnumpy==2.2.4 # ä\n')],
])('reads requirements in %s, as pip does', (_, bytes) => {
  expect(readLockfile(bytes, 'requirements.txt')).toMatchObject({ packages: [{ name: 'numpy', version: '2.2.4' }], problems: [] })
})

it.each([
  ['requirements.txt', Buffer.from('numpy\n# \xe4\n', 'latin1'), 2, 3],
  ['renv.lock', Buffer.concat([Buffer.from('{ "a": "ä\ufffd",\n"b": "'), Buffer.from([0xe9]), Buffer.from('" }')]), 2, 7],
  ['apt.txt', Buffer.from([0xff]), 1, 1],
])('names the place of what is not UTF-8 in %s', (file, bytes, line, column) => {
  expect(readLockfile(bytes, file)?.problems).toEqual([{ message: 'These bytes are not UTF-8.', place: { file, line, column } }])
})

it.each([
  ['an encoding nobody knows', Buffer.from('# coding: klingon\nnumpy\n')],
  ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0])],
  ['half of UTF-16', Buffer.from([0xff, 0xfe, 0x61])],
])('refuses %s', (_, bytes) => {
  expect(readLockfile(bytes, 'requirements.txt')?.problems).toEqual([
    { message: expect.stringMatching(/^It is not [\w-]+, which it says it is/) as string, place: { file: 'requirements.txt', line: 1 } },
  ])
})

it('keeps a character that stands for unreadable ones where it is written itself', () => {
  expect(namesOf(Buffer.from('numpy # \ufffd\n'), 'requirements.txt')).toEqual(['numpy'])
})
