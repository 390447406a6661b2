import { type Bundle, bundleFromJSON, type BundleWithDsseEnvelope, bundleToJSON, isBundleWithDsseEnvelope } from '@sigstore/bundle'
import * as v from 'valibot'
import { type Statement, STATEMENT_MEDIA_TYPE, STATEMENT_TYPE } from '../statement/statement.js'

/** https://github.com/sigstore/protobuf-specs/blob/main/protos/sigstore_bundle.proto */
export const BUNDLE_MEDIA_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json'

/** What comes from a registry may be anything. An older statement type is what cosign itself writes. */
const STATEMENT = v.object({
  _type: v.picklist([STATEMENT_TYPE, 'https://in-toto.io/Statement/v0.1']),
  subject: v.pipe(
    v.array(
      v.object({
        name: v.optional(v.string(), ''),
        digest: v.record(v.string(), v.string()),
        annotations: v.optional(v.record(v.string(), v.unknown())),
      }),
    ),
    v.maxLength(1000),
  ),
  predicateType: v.string(),
  predicate: v.looseObject({}),
})

/** What is signed: the text of a statement. @returns UTF-8 */
export function renderStatement(statement: Statement): Buffer {
  return Buffer.from(JSON.stringify(statement))
}

/** @returns UTF-8 */
export function renderBundle(bundle: Bundle): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(bundleToJSON(bundle)))
}

/** A bundle that may hold a signed statement; nothing of it is checked yet. */
export type ParsedBundle =
  | { readonly kind: 'envelope'; readonly bundle: BundleWithDsseEnvelope; readonly signature: Buffer }
  | { readonly kind: 'bad'; readonly why: string }

export function parseBundle(bytes: Uint8Array): ParsedBundle {
  const bundle = readBundle(bytes)
  if (bundle === undefined || !isBundleWithDsseEnvelope(bundle)) return { kind: 'bad', why: 'holds no signed statement' }
  const { payloadType, signatures } = bundle.content.dsseEnvelope
  if (payloadType !== STATEMENT_MEDIA_TYPE) return { kind: 'bad', why: 'holds no statement of in-toto' }
  const [first] = signatures
  if (first === undefined || signatures.length !== 1) return { kind: 'bad', why: 'does not hold one signature' }
  return { kind: 'envelope', bundle, signature: first.sig }
}

/** The statement in an envelope whose signature was checked; undefined where it is none. */
export function readStatement(bundle: BundleWithDsseEnvelope): Statement | undefined {
  const text = bundle.content.dsseEnvelope.payload.toString('utf8')
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), STATEMENT), text)
  return parsed.success ? (parsed.output as Statement) : undefined
}

function readBundle(bytes: Uint8Array): Bundle | undefined {
  try {
    return bundleFromJSON(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))
  } catch {
    return undefined
  }
}
