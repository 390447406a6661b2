import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { planStatement } from '../statement/statement.js'
import { createKeySigner, createKeyVerifier } from './key-signer.js'
import { parseSigningKey, parseVerificationKey } from './signing-key.js'

const pem = (key: KeyObject, type: 'pkcs8' | 'spki') => String(key.export({ type, format: 'pem' }))
const createPair = (namedCurve = 'P-256') => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve })
  return { privateKey: pem(privateKey, 'pkcs8'), publicKey: pem(publicKey, 'spki') }
}
const own = createPair()
const [key, check] = [parseSigningKey(own.privateKey, '', 'own.key'), parseVerificationKey(own.publicKey, 'own.pub')]
const foreign = parseVerificationKey(createPair().publicKey, 'foreign.pub')
const STATEMENT = planStatement({ image: 'r.example/a', digest: `sha256:${'d'.repeat(64)}` }, 'https://example/type', { a: 1 })
const text = new TextDecoder().decode(await createKeySigner(key).sign(STATEMENT))
const open = (changed: string, with_ = check) => createKeyVerifier(with_).open(new TextEncoder().encode(changed))

it('opens what it signed, with its key alone', () => {
  expect(open(text)).toEqual({ kind: 'signed', statement: STATEMENT, by: null })
  expect(open(text, foreign)).toEqual({ kind: 'foreign', why: 'is signed with another key' })
})

const payloadOf = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64')
const withPayload = (value: unknown) => text.replace(/"payload":"[^"]*"/, `"payload":"${payloadOf(value)}"`)

describe('what comes from a registry', () => {
  it.each([
    ['another statement', withPayload({ ...STATEMENT, predicate: { a: 2 } }), 'was changed after it was signed'],
    ['another type of payload', text.replace('vnd.in-toto+json', 'vnd.other+json'), 'holds no statement of in-toto'],
    ['no signature', text.replace(/"signatures":\[.*?\]/, '"signatures":[]'), 'holds no signed statement'],
    ['no JSON', '{', 'holds no signed statement'],
    ['other JSON', '{"a":1}', 'holds no signed statement'],
    ['null', 'null', 'holds no signed statement'],
  ])('is refused with %s', (_, changed, why) => {
    expect(open(changed)).toEqual({ kind: 'bad', why })
  })

  it('is refused where what was signed is no statement', async () => {
    const signed = new TextDecoder().decode(await createKeySigner(key).sign({ ...STATEMENT, subject: 'none' } as never))
    expect(open(signed)).toEqual({ kind: 'bad', why: 'is signed with this key, and holds no statement that can be read' })
  })
})

it.each([
  ['a private key where a public one is asked for', () => parseVerificationKey(own.privateKey, 'f')],
  ['a key of another curve', () => parseVerificationKey(createPair('P-384').publicKey, 'f')],
  ['a private key of another curve', () => parseSigningKey(createPair('P-384').privateKey, '', 'f')],
  ['no key', () => parseVerificationKey('none', 'f')],
  ['an envelope of another cipher', () => parseSigningKey(sealed({ cipher: { name: 'none' } }), '', 'f')],
  [
    'a work factor that takes hours',
    () => parseSigningKey(sealed({ kdf: { name: 'scrypt', params: { N: 2 ** 30, r: 8, p: 1 }, salt: '' } }), '', 'f'),
  ],
])('refuses %s', (_, parse) => {
  expect(parse).toThrow(expect.objectContaining({ code: 'bad-signing-key' }) as Error)
})

function sealed(change: object): string {
  const box = {
    kdf: { name: 'scrypt', params: { N: 2, r: 8, p: 1 }, salt: '' },
    cipher: { name: 'nacl/secretbox', nonce: '' },
    ciphertext: '',
    ...change,
  }
  return `-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\n${payloadOf(box)}\n-----END ENCRYPTED SIGSTORE PRIVATE KEY-----\n`
}
