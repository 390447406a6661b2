import { computeDigest } from './digest.js'
import type { IndexEntry, Manifest } from './manifest.js'

/** An image index, as it is put. */
export type PlannedIndex = Pick<Manifest, 'bytes' | 'mediaType' | 'digest'>

/**
 * One index of images that are in the repository already, each by its digest: nothing is uploaded but the index. The same parts make the same bytes, in
 * whatever order they were found. Form: https://github.com/opencontainers/image-spec/blob/main/image-index.md
 */
export function planIndex(entries: readonly IndexEntry[]): PlannedIndex {
  const mediaType = 'application/vnd.oci.image.index.v1+json'
  const manifests = [...entries].sort((a, b) => (a.digest < b.digest ? -1 : 1)).map(describe)
  const bytes = new TextEncoder().encode(JSON.stringify({ schemaVersion: 2, mediaType, manifests }))
  return { bytes, mediaType, digest: computeDigest(bytes) }
}

function describe({ mediaType, digest, size, platform, annotations }: IndexEntry): object {
  return {
    ...{ mediaType, digest, size },
    ...(platform
      ? { platform: { architecture: platform.architecture, os: platform.os, ...(platform.variant && { variant: platform.variant }) } }
      : {}),
    ...(annotations ? { annotations } : {}),
  }
}
