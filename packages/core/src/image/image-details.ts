import type { ContentKey } from '../sealed/content-key.js'
import type { PublishedImage } from './image-digests.js'
import { isCommit } from './is-commit.js'

/** A blob of an image: its digest, and its bytes as stored. */
export interface ImageBlob {
  readonly digest: string
  readonly size: number
}

/** The image of one platform. */
export interface PlatformDetails {
  /** `os/arch[/variant]` */
  readonly platform: string
  /** Of its own manifest. */
  readonly digest: string
  readonly config: ImageBlob
  /** From the base up. */
  readonly layers: readonly ImageBlob[]
  /** What made each layer, as the builder wrote it down; of another length than the layers where it did not do so for each. */
  readonly instructions?: readonly string[]
  /** RFC 3339, as the image says. */
  readonly created: string | undefined
  readonly labels: Readonly<Record<string, string>>
  /** Whom it has for work: the user that it names, or the one that Rocker's images make; left out for root. */
  readonly user?: string
}

/** What a registry tells of an image. */
export interface ImageDetails {
  /** Of the manifest or index. */
  readonly digest: string
  /** In the order of the index, attestations left out. */
  readonly platforms: readonly PlatformDetails[]
}

/** Bytes of all configurations and layers, each blob counted once. */
export function imageSize({ platforms }: Pick<ImageDetails, 'platforms'>): number {
  const blobs = new Map(platforms.flatMap(({ config, layers }) => [config, ...layers]).map(({ digest, size }) => [digest, size]))
  return [...blobs.values()].reduce((sum, size) => sum + size, 0)
}

/** Commit an image says it was built at: 40 or 64 hex digits, null where it does not say. */
export function imageCommit({ platforms }: Pick<ImageDetails, 'platforms'>): string | null {
  const revision = platforms[0]?.labels['org.opencontainers.image.revision'] ?? ''
  return isCommit(revision) ? revision : null
}

/** What a module wants, and the tags that name what it got. */
export interface PublishedAs {
  readonly module: string
  readonly image: string
  readonly key: ContentKey
  readonly contentTag: string
  readonly tags: readonly string[]
}

/** One image's entry in the lock of a release. */
export function planPublishedImage(wanted: PublishedAs, details: ImageDetails): PublishedImage {
  const { module, image, key, contentTag, tags } = wanted
  return {
    module,
    image,
    digest: details.digest,
    key,
    contentTag,
    tags: [...tags],
    platforms: [...new Set(details.platforms.map(({ platform }) => platform))].sort(),
    size: imageSize(details),
    commit: imageCommit(details),
  }
}
