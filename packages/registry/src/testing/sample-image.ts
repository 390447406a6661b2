import { computeDigest } from '../image/digest.js'
import type { ManifestMediaType } from '../image/media-type.js'

/** A manifest ready to be served or put. */
export interface SampleManifest {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly mediaType: ManifestMediaType
  readonly digest: string
}

export interface SampleImage {
  readonly manifest: SampleManifest
  /** Configuration first, then the layers. */
  readonly blobs: readonly Uint8Array<ArrayBuffer>[]
}

const FAMILIES = {
  oci: {
    image: 'application/vnd.oci.image.manifest.v1+json',
    index: 'application/vnd.oci.image.index.v1+json',
    config: 'application/vnd.oci.image.config.v1+json',
    layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
  },
  docker: {
    image: 'application/vnd.docker.distribution.manifest.v2+json',
    index: 'application/vnd.docker.distribution.manifest.list.v2+json',
    config: 'application/vnd.docker.container.image.v1+json',
    layer: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
  },
} as const
export type Family = keyof typeof FAMILIES

export interface SampleOptions {
  readonly family?: Family
  readonly architecture?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly layers?: readonly string[]
}

/** An image of a few bytes, whose layers no engine could unpack and every registry takes. */
export function sampleImage({
  family = 'oci',
  architecture = 'amd64',
  labels = {},
  layers = ['layer one'],
}: SampleOptions = {}): SampleImage {
  const types = FAMILIES[family]
  const config = encode({
    os: 'linux',
    architecture,
    config: { Labels: labels, Env: ['PATH=/bin'] },
    rootfs: { type: 'layers', diff_ids: [] },
  })
  const layerBytes = layers.map((text) => new TextEncoder().encode(text))
  const manifest = {
    schemaVersion: 2,
    mediaType: types.image,
    config: descriptor(types.config, config),
    layers: layerBytes.map((bytes) => descriptor(types.layer, bytes)),
  }
  return { manifest: toManifest(types.image, manifest), blobs: [config, ...layerBytes] }
}

export interface SampleEntry {
  readonly manifest: SampleManifest
  readonly platform?: { readonly os: string; readonly architecture: string; readonly variant?: string }
  readonly annotations?: Readonly<Record<string, string>>
}

export function sampleIndex(entries: readonly SampleEntry[], family: Family = 'oci'): SampleManifest {
  const mediaType = FAMILIES[family].index
  const manifests = entries.map(({ manifest, ...rest }) => ({ ...descriptor(manifest.mediaType, manifest.bytes), ...rest }))
  return toManifest(mediaType, { schemaVersion: 2, mediaType, manifests })
}

export function toManifest(mediaType: ManifestMediaType, value: unknown): SampleManifest {
  const bytes = encode(value)
  return { bytes, mediaType, digest: computeDigest(bytes) }
}

function descriptor(mediaType: string, bytes: Uint8Array) {
  return { mediaType, digest: computeDigest(bytes), size: bytes.byteLength }
}

function encode(value: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(value))
}
