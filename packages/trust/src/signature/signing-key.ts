import { createHash, createPrivateKey, createPublicKey, type KeyObject, scryptSync, sign } from 'node:crypto'
import { ModuleImagesError } from '@module-images/core'
import { xsalsa20poly1305 } from '@noble/ciphers/salsa.js'
import * as v from 'valibot'

/** A key that is signed with. */
export interface SigningKey {
  /** Of the public key, by which it is found: base64 of the sha256 of its DER form, as cosign writes it. */
  readonly hint: string
  readonly publicKey: KeyObject
  sign(bytes: Uint8Array): Buffer
}

/** A key that is checked with. */
export interface VerificationKey {
  readonly hint: string
  readonly publicKey: KeyObject
}

const ENCRYPTED = /^-----BEGIN ENCRYPTED (?:SIGSTORE|COSIGN) PRIVATE KEY-----\s+([A-Za-z0-9+/=\s]+)-----END/

/** https://github.com/secure-systems-lab/go-securesystemslib/blob/main/encrypted/encrypted.go */
const BOX = v.object({
  kdf: v.object({
    name: v.literal('scrypt'),
    params: v.object({
      N: v.pipe(v.number(), v.maxValue(2 ** 20)),
      r: v.pipe(v.number(), v.maxValue(32)),
      p: v.pipe(v.number(), v.maxValue(16)),
    }),
    salt: v.string(),
  }),
  cipher: v.object({ name: v.literal('nacl/secretbox'), nonce: v.string() }),
  ciphertext: v.string(),
})

/**
 * Reads the private key that `cosign generate-key-pair` writes, or one in PKCS #8 without a password.
 *
 * @param file as errors call it
 * @throws ModuleImagesError `bad-signing-key`, `wrong-signing-password`
 */
export function parseSigningKey(text: string, password: string, file: string): SigningKey {
  const box = ENCRYPTED.exec(text.trim())?.[1]
  const privateKey = box === undefined ? readPem(text, file) : readDer(openBox(box, password, file), file)
  return { ...describe(createPublicKey(privateKey)), sign: (bytes) => sign('sha256', bytes, privateKey) }
}

/**
 * Reads a public key, as `cosign public-key` writes it.
 *
 * @throws ModuleImagesError `bad-signing-key`
 */
export function parseVerificationKey(text: string, file: string): VerificationKey {
  // A private key has a public one in it, and is nobody's business here.
  if (/PRIVATE KEY/.test(text)) throw badKey(file, 'is a private key', 'Give the public one: cosign public-key --key FILE')
  try {
    return checkCurve(describe(createPublicKey(text)), file)
  } catch (error) {
    throw error instanceof ModuleImagesError ? error : badKey(file, 'is no public key in PEM form')
  }
}

function describe(publicKey: KeyObject): VerificationKey {
  const hint = createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64')
  return { hint, publicKey }
}

/** What cosign makes, and what it checks without being told more. */
function checkCurve<T extends { readonly publicKey: KeyObject }>(key: T, file: string): T {
  if (key.publicKey.asymmetricKeyDetails?.namedCurve === 'prime256v1') return key
  throw badKey(file, 'is not a key of the curve P-256')
}

function readPem(text: string, file: string): KeyObject {
  try {
    return checkPrivate(createPrivateKey(text), file)
  } catch (error) {
    throw error instanceof ModuleImagesError ? error : badKey(file, 'is no private key that can be read')
  }
}

function readDer(der: Uint8Array, file: string): KeyObject {
  try {
    return checkPrivate(createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' }), file)
  } catch (error) {
    throw error instanceof ModuleImagesError ? error : badKey(file, 'holds no private key')
  }
}

function checkPrivate(key: KeyObject, file: string): KeyObject {
  checkCurve({ publicKey: createPublicKey(key) }, file)
  return key
}

function openBox(base64: string, password: string, file: string): Uint8Array {
  const bytes = Buffer.from(base64, 'base64')
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), BOX), bytes.toString('utf8'))
  if (!parsed.success) throw badKey(file, 'is not encrypted as cosign does it')
  const { kdf, cipher, ciphertext } = parsed.output
  const { N, r, p } = kdf.params
  try {
    const key = scryptSync(password, Buffer.from(kdf.salt, 'base64'), 32, { N, r, p, maxmem: 256 * N * r })
    return xsalsa20poly1305(key, Buffer.from(cipher.nonce, 'base64')).decrypt(Buffer.from(ciphertext, 'base64'))
  } catch (cause) {
    throw new ModuleImagesError({
      code: 'wrong-signing-password',
      kind: 'input',
      message: `The password does not open the key in ${file}.`,
      fix: 'Set COSIGN_PASSWORD to the password that the key was made with.',
      cause,
    })
  }
}

function badKey(file: string, why: string, fix = 'Make a pair with: cosign generate-key-pair'): ModuleImagesError {
  return new ModuleImagesError({ code: 'bad-signing-key', kind: 'input', message: `${file} ${why}.`, fix })
}
