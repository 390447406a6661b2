import { createHash } from 'node:crypto'
import { BUNDLE_MEDIA_TYPE } from './bundle.js'

/** What is put into a registry: a blob, or a manifest of them. */
export interface StoredBytes {
  readonly digest: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** An artifact that refers to an image. */
export interface ReferrerPlan {
  /** Before the manifest that names them. */
  readonly blobs: readonly StoredBytes[]
  readonly manifest: StoredBytes & {
    readonly mediaType: 'application/vnd.oci.image.manifest.v1+json'
    /** Digest of what it refers to. */
    readonly subject: string
    readonly artifactType: string
    readonly annotations: Readonly<Record<string, string>>
  }
}

/** The manifest that is referred to. */
export interface ReferrerSubject {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
}

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
const EMPTY = encode({})

/**
 * A bundle as cosign 3 keeps it beside an image, but for the time, which would make another artifact of the same bundle.
 * https://github.com/opencontainers/image-spec/blob/main/manifest.md#guidelines-for-artifact-usage,
 * https://github.com/sigstore/cosign/blob/main/specs/BUNDLE_SPEC.md
 */
export function planReferrer(
  bundle: Uint8Array<ArrayBuffer>,
  predicateType: string,
  { mediaType, digest, size }: ReferrerSubject,
): ReferrerPlan {
  const artifactType = BUNDLE_MEDIA_TYPE
  const annotations = { 'dev.sigstore.bundle.content': 'dsse-envelope', 'dev.sigstore.bundle.predicateType': predicateType }
  const manifest = encode({
    schemaVersion: 2,
    mediaType: MANIFEST,
    artifactType,
    config: { mediaType: 'application/vnd.oci.empty.v1+json', digest: digestOf(EMPTY), size: EMPTY.byteLength },
    layers: [{ mediaType: BUNDLE_MEDIA_TYPE, digest: digestOf(bundle), size: bundle.byteLength }],
    subject: { mediaType, digest, size },
    annotations,
  })
  return {
    blobs: [stored(EMPTY), stored(bundle)],
    manifest: { ...stored(manifest), mediaType: MANIFEST, subject: digest, artifactType, annotations },
  }
}

function stored(bytes: Uint8Array<ArrayBuffer>): StoredBytes {
  return { digest: digestOf(bytes), bytes }
}

function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}

function encode(value: object): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(value))
}
