import { expect, it } from 'vitest'
import { isLfsPointer, readLfsDigest } from './lfs-pointer.js'

const bytes = (text: string) => new TextEncoder().encode(text)
const START = 'version https://git-lfs.github.com/spec/v1\n'
const DIGEST = '0123456789abcdef'.repeat(4)
const POINTER = `${START}oid sha256:${DIGEST}\nsize 12345\n`

it.each([
  ['a pointer', POINTER, true, DIGEST],
  ['one with an extension', `${START}ext-0-foo sha256:${'f'.repeat(64)}\noid sha256:${DIGEST}\nsize 1\n`, true, DIGEST],
  ['one cut off', START, true, undefined],
  ['one of another hash', `${START}oid md5:abc\nsize 1\n`, true, undefined],
  ['a text about pointers', `# ${POINTER}`, false, undefined],
  ['another version', POINTER.replace('v1', 'v2'), false, undefined],
  ['a longer file', POINTER.padEnd(1024), false, undefined],
  ['an empty file', '', false, undefined],
])('%s', (_, text, pointer, digest) => {
  expect([isLfsPointer(bytes(text)), readLfsDigest(bytes(text))]).toEqual([pointer, digest])
})
