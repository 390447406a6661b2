import { isDigest } from '@module-images/core'
import * as v from 'valibot'
import { computeDigest } from './digest.js'
import { isManifestMediaType, MANIFEST_MEDIA_TYPES, type ManifestMediaType } from './media-type.js'

const DESCRIPTOR = v.object({
  mediaType: v.string(),
  /** `sha256:` and 64 hex digits. */
  digest: v.pipe(v.string(), v.check(isDigest, 'not a sha256 digest')),
  /** Bytes, as stored: compressed. */
  size: v.pipe(v.number(), v.integer(), v.minValue(0)),
  annotations: v.nullish(v.record(v.string(), v.string())),
  /** Where layers that registries may not store are to be had. */
  urls: v.nullish(v.array(v.string())),
})
const PLATFORM = v.object({ os: v.string(), architecture: v.string(), variant: v.nullish(v.string()) })
const INDEX_ENTRY = v.object({ ...DESCRIPTOR.entries, platform: v.nullish(PLATFORM) })

const ABSENT = v.optional(v.undefined())

/** Limits far above any image, so that a hostile manifest cannot make a run ask a registry without end. */
const IMAGE = v.object({ config: DESCRIPTOR, layers: v.pipe(v.array(DESCRIPTOR), v.maxLength(1000)), manifests: ABSENT })
const INDEX = v.object({ manifests: v.pipe(v.array(INDEX_ENTRY), v.maxLength(1000)), config: ABSENT, layers: ABSENT })
const COMMON = v.object({
  schemaVersion: v.literal(2),
  mediaType: v.optional(v.string()),
  /** Of what is kept beside another manifest: a signature, an attestation. */
  subject: v.nullish(v.object({ digest: v.string() })),
})

/** What a manifest says of one thing it is made of. https://github.com/opencontainers/image-spec/blob/main/descriptor.md */
export type Descriptor = Readonly<v.InferOutput<typeof DESCRIPTOR>>
export type IndexEntry = Readonly<v.InferOutput<typeof INDEX_ENTRY>>
export type Platform = Readonly<v.InferOutput<typeof PLATFORM>>

export type ManifestContent =
  | { readonly kind: 'image'; readonly config: Descriptor; readonly layers: readonly Descriptor[] }
  | { readonly kind: 'index'; readonly manifests: readonly IndexEntry[] }

export interface Manifest {
  /** Over `bytes`. */
  readonly digest: string
  readonly mediaType: ManifestMediaType
  /** As the registry sent them: what is put elsewhere must be these very bytes. */
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly content: ManifestContent
  /** Digest of the manifest that this one refers to. */
  readonly subject?: string | undefined
}

export type ParsedManifest = { readonly kind: 'manifest'; readonly manifest: Manifest } | { readonly kind: 'bad'; readonly why: string }

/**
 * Parses a manifest of either family. `contentType` is what it was served as; where that says nothing, the manifest's own
 * word counts, and where the two differ it is bad, as is one that could be read as image and as index.
 * Formats: https://github.com/opencontainers/image-spec/blob/main/manifest.md and …/image-index.md,
 * https://distribution.github.io/distribution/spec/manifest-v2-2/
 */
export function parseManifest(bytes: Uint8Array<ArrayBuffer>, contentType: string): ParsedManifest {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return { kind: 'bad', why: 'it is not JSON' }
  }
  const common = v.safeParse(COMMON, value)
  if (!common.success) return { kind: 'bad', why: 'it is not a manifest of schema version 2' }
  const own = common.output.mediaType
  const mediaType = isManifestMediaType(contentType) ? contentType : own
  if (!isManifestMediaType(mediaType)) return { kind: 'bad', why: `its media type is not that of an image or index` }
  if (own !== undefined && own !== mediaType) return { kind: 'bad', why: `it is served as ${mediaType} but says otherwise of itself` }
  const content = parseContent(value, mediaType)
  if (content === undefined) return { kind: 'bad', why: `it is not what ${mediaType} says` }
  const subject = common.output.subject?.digest ?? ''
  const reference = isDigest(subject) ? { subject } : {}
  return { kind: 'manifest', manifest: { digest: computeDigest(bytes), mediaType, bytes, content, ...reference } }
}

function parseContent(value: unknown, mediaType: ManifestMediaType): ManifestContent | undefined {
  if (MANIFEST_MEDIA_TYPES[mediaType] === 'index') {
    const index = v.safeParse(INDEX, value)
    return index.success ? { kind: 'index', manifests: index.output.manifests } : undefined
  }
  const image = v.safeParse(IMAGE, value)
  return image.success ? { kind: 'image', config: image.output.config, layers: image.output.layers } : undefined
}

/**
 * True for the attestations BuildKit puts beside an image: provenance and SBOM, of no platform.
 * https://github.com/moby/buildkit/blob/master/docs/attestations/attestation-storage.md
 */
export function isAttestation(entry: IndexEntry): boolean {
  return entry.annotations?.['vnd.docker.reference.type'] === 'attestation-manifest' || entry.platform?.os === 'unknown'
}

/** `os/arch[/variant]`; a variant that is the architecture's own default is left out, as BuildKit does. */
export function renderPlatform({ os, architecture, variant }: Platform): string {
  const isDefault = !variant || (architecture === 'arm64' && variant === 'v8') || (architecture === 'amd64' && variant === 'v1')
  return [os, architecture, ...(isDefault ? [] : [variant])].join('/')
}
