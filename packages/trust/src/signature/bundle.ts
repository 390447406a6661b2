import { type Bundle, bundleFromJSON, bundleToJSON, isBundleWithDsseEnvelope, isBundleWithPublicKey, toDSSEBundle } from '@sigstore/bundle'
import { crypto, dsse } from '@sigstore/core'
import * as v from 'valibot'
import { type Statement, STATEMENT_MEDIA_TYPE, STATEMENT_TYPE } from '../statement/statement.js'
import type { SigningKey, VerificationKey } from './signing-key.js'

/** https://github.com/sigstore/protobuf-specs/blob/main/protos/sigstore_bundle.proto */
export const BUNDLE_MEDIA_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json'

/** A statement in an envelope, signed, with what tells the key: what cosign keeps as a file. @returns UTF-8 */
export function signStatement(statement: Statement, key: SigningKey): Uint8Array<ArrayBuffer> {
  const artifact = Buffer.from(JSON.stringify(statement))
  const signature = key.sign(dsse.preAuthEncoding(STATEMENT_MEDIA_TYPE, artifact))
  const bundle = toDSSEBundle({ artifact, artifactType: STATEMENT_MEDIA_TYPE, signature, keyHint: key.hint })
  // cosign takes only signatures of its own name for the key, or of none.
  for (const one of bundle.content.dsseEnvelope.signatures) one.keyid = ''
  return new TextEncoder().encode(JSON.stringify(bundleToJSON(bundle)))
}

/** What a bundle is worth with a key. `why` ends a sentence that begins with its name. */
export type OpenedBundle =
  | { readonly kind: 'signed'; readonly statement: Statement }
  | { readonly kind: 'foreign-key'; readonly why: string }
  | { readonly kind: 'bad'; readonly why: string }

/** What comes from a registry may be anything. An older statement type is what cosign itself writes. */
const STATEMENT = v.object({
  _type: v.picklist([STATEMENT_TYPE, 'https://in-toto.io/Statement/v0.1']),
  subject: v.pipe(v.array(v.object({ name: v.optional(v.string(), ''), digest: v.record(v.string(), v.string()) })), v.maxLength(1000)),
  predicateType: v.string(),
  predicate: v.looseObject({}),
})

/** Checks the signature of a bundle, and reads what it is under. */
export function openBundle(bytes: Uint8Array, key: VerificationKey): OpenedBundle {
  const bundle = parseBundle(bytes)
  if (bundle === undefined || !isBundleWithDsseEnvelope(bundle)) return { kind: 'bad', why: 'holds no signed statement' }
  const { payload, payloadType, signatures } = bundle.content.dsseEnvelope
  if (payloadType !== STATEMENT_MEDIA_TYPE) return { kind: 'bad', why: 'holds no statement of in-toto' }
  const [first] = signatures
  if (first === undefined || signatures.length !== 1) return { kind: 'bad', why: 'does not hold one signature' }
  const isValid = crypto.verify(dsse.preAuthEncoding(payloadType, payload), key.publicKey, first.sig, 'sha256')
  if (!isValid) {
    const hint = isBundleWithPublicKey(bundle) ? bundle.verificationMaterial.content.publicKey.hint : undefined
    if (hint === key.hint) return { kind: 'bad', why: 'was changed after it was signed' }
    return { kind: 'foreign-key', why: hint === undefined ? 'is not signed with this key' : 'is signed with another key' }
  }
  const statement = v.safeParse(v.pipe(v.string(), v.parseJson(), STATEMENT), payload.toString('utf8'))
  if (!statement.success) return { kind: 'bad', why: 'is signed with this key, and holds no statement that can be read' }
  return { kind: 'signed', statement: statement.output as Statement }
}

function parseBundle(bytes: Uint8Array): Bundle | undefined {
  try {
    return bundleFromJSON(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))
  } catch {
    return undefined
  }
}
