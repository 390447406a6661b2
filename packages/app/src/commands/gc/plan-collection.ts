import { compareBytes, groupBy, isContentTag, isPartTag, subjectOfTag } from '@module-images/core'

/** An image of a repository as a registry lists it. */
export interface ListedImage {
  readonly digest: string
  readonly tags: readonly string[]
  /** When it was pushed, or built where the registry does not tell; milliseconds since 1970. Undefined where nobody knows. */
  readonly time: number | undefined
  readonly bytes: number | undefined
  /** Digests of the manifests an index lists: those have no tags of their own and live as long as it does. */
  readonly children: readonly string[]
  /** Digest of the image that a signature or an attestation refers to, with which it lives. */
  readonly subject?: string | undefined
}

export interface CollectionOptions {
  /** Milliseconds since 1970. */
  readonly now: number
  /** What is younger stays: a run under way, or a pull request's, may want it. Milliseconds. */
  readonly age: number
  /** Content tags this checkout wants, and others that are to stay. */
  readonly wanted: ReadonlySet<string>
  /** Digests that are to stay, whatever names them. */
  readonly needed?: ReadonlySet<string>
}

export interface Collection {
  /** In order of digest. */
  readonly remove: readonly RemovedImage[]
  /** How many images stay; what refers to them and what they are made of is not counted. */
  readonly kept: number
}

/**
 * What a manifest of a repository is:
 *
 * - `image`: what people call an image, whatever number of platforms it has;
 * - `part`: of an image, such as that of one platform, and has no name of its own;
 * - `referrer`: a signature, a statement or another thing that refers to an image, or the list of these.
 */
export type ManifestKind = 'image' | 'part' | 'referrer'

export interface RemovedImage extends ListedImage {
  readonly kind: ManifestKind
  /** `subject-gone`: the image that it refers to goes. */
  readonly why: 'untagged' | 'unwanted-key' | 'subject-gone'
}

/**
 * Which images of one repository nothing needs any more: those without a tag, and those named by content tags alone that this checkout does
 * not want; if they are old enough, and no image that stays is made of them. What any other tag names stays, whatever its age. What refers to an
 * image stays and goes with it.
 */
export function planCollection(images: readonly ListedImage[], options: CollectionOptions): Collection {
  const kept = new Set<string>()
  const children = new Map(images.map((image) => [image.digest, image.children]))
  const isReferrer = ({ subject }: ListedImage) => subject !== undefined && children.has(subject)
  const referrers = groupBy(images.filter(isReferrer), ({ subject = '' }) => subject)
  const keep = (digest: string): void => {
    if (kept.has(digest)) return
    kept.add(digest)
    for (const child of children.get(digest) ?? []) keep(child)
    for (const referrer of referrers.get(digest) ?? []) keep(referrer.digest)
  }
  for (const image of images) if (isReferrer(image) ? isReleased(image) : isNeeded(image, options)) keep(image.digest)
  const parts = new Set(images.flatMap((image) => image.children))
  const kindOf = (image: ListedImage): ManifestKind => {
    if (image.subject !== undefined) return 'referrer'
    return parts.has(image.digest) && image.tags.every(isPartTag) ? 'part' : 'image'
  }
  const remove = images
    .filter(({ digest }) => !kept.has(digest))
    .map((image): RemovedImage => ({
      ...image,
      kind: kindOf(image),
      why: isReferrer(image) ? 'subject-gone' : image.tags.length === 0 ? 'untagged' : 'unwanted-key',
    }))
    .sort((a, b) => compareBytes(a.digest, b.digest))
  return { remove, kept: images.filter((image) => kept.has(image.digest) && kindOf(image) === 'image').length }
}

/** Of what refers to another image: whether it has a name of its own, such as a release's. */
function isReleased({ tags }: ListedImage): boolean {
  return tags.some((tag) => !isContentTag(tag) && subjectOfTag(tag) === undefined)
}

function isNeeded({ digest, tags, time }: ListedImage, { now, age, wanted, needed }: CollectionOptions): boolean {
  if (needed?.has(digest) === true) return true
  const isNamed = tags.some((tag) => !(isContentTag(tag) || isPartTag(tag)) || wanted.has(tag))
  return isNamed || time === undefined || now - time < age
}
