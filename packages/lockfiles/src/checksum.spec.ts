import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { checksumOf, parseChecksum, parseIntegrity } from './checksum.js'

const SHA256 = createHash('sha256').update('a').digest('hex')
const SHA512 = createHash('sha512').update('a')

it('reads the forms that lockfiles have', () => {
  expect(checksumOf('sha256', SHA256.toUpperCase())).toEqual([`sha256:${SHA256}`])
  expect(parseChecksum(`sha256:${SHA256}`)).toEqual([`sha256:${SHA256}`])
  expect(parseIntegrity(`sha512-${SHA512.copy().digest('base64')}`)).toEqual([`sha512:${SHA512.digest('hex')}`])
})

it.each(['', 'sha256', `sha256:${SHA256}0`, `sha3:${SHA256}`, 'sha256:no hex', `constructor:${SHA256}`, 'sha512-x', 'sha512-a'])(
  'makes nothing of %s',
  (text) => {
    expect([...parseChecksum(text), ...parseIntegrity(text)]).toEqual([])
  },
)
