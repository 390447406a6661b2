import {
  contentTag,
  type ImageDetails,
  isPartTag,
  KEY_LABEL,
  ModuleImagesError,
  parseImageReference,
  rememberAnswers,
  type RegistryState,
  type UnknownState,
} from '@module-images/core'
import { type Manifest, type ManifestReply, type RegistryClient, renderMissingPart } from '@module-images/registry'
import type { ImageTarget } from '../session/image-target.js'
import { readKeyLabel, wrongKeyLabel } from './key-label.js'
import { createRepositoryTags, orUnknown, type RepositoryTags, type TagsClient } from './repository-tags.js'
import { taggedReference } from './tagged-reference.js'

/** What a content tag is found and checked by. */
export type KeyedImage = Pick<ImageTarget, 'key' | 'contentTag' | 'image'>

/** What the registry holds under a content tag, whether or not it is what it should be. */
export type ContentState =
  | { readonly kind: 'missing' }
  | UnknownState
  | {
      readonly kind: 'present'
      readonly digest: string
      /** Not read where parts are missing. */
      readonly keyLabel: string | undefined
      /** Names of the manifests and blobs that are not there. */
      readonly missing: readonly string[]
    }

/** One image in its registry: its content tag, and the tags beside it. */
export interface ImageTags extends RepositoryTags {
  /**
   * The manifest under the content tag, of an image that carries the key. Requested once a run: the build's answer serves the push.
   *
   * @throws ModuleImagesError `wrong-key-label`, `image-incomplete`, and whatever the client throws; only a documented not-found is `missing`
   */
  find(): Promise<ManifestReply>
  /** The same as the registry has it now. */
  refetch(): Promise<ManifestReply>
  /** The same for a caller that can go on without an answer. @throws ModuleImagesError `wrong-key-label` */
  contentState(): Promise<RegistryState>
  /**
   * What the content tag names now, if that is `known` or else once every part of it is seen to exist; undefined where the tag does not exist.
   *
   * @throws ModuleImagesError `image-incomplete`
   */
  findVerified(known?: Manifest): Promise<Manifest | undefined>
  /** The same for a tag that was pushed before. @throws ModuleImagesError `push-lost` where it does not exist */
  getVerified(known?: Manifest): Promise<Manifest>
  /** A tag may only name what exists in full. @throws ModuleImagesError `image-incomplete` */
  verify(manifest: Manifest): Promise<void>
  /** Whether a tag names an image of the same key, which another machine may have built. */
  namesThisKey(tag: string): Promise<boolean>
  /** What manifests and configurations say about the image. @throws ModuleImagesError `wrong-key-label` */
  contentDetails(): Promise<ImageDetails | undefined>
  /** All that there is to report about the content tag. */
  inspect(): Promise<ContentState>
}

/** Opens the tags of one image. */
export type OpenImageTags = (image: KeyedImage) => ImageTags

/** What is known about content tags in a run, shared by all that ask for them. Failures are not kept. */
interface KnownContent {
  readonly registry: TagsClient & Pick<RegistryClient, 'verifyImage'>
  readonly manifests: ReturnType<typeof rememberAnswers<ManifestReply>>
  readonly labels: ReturnType<typeof rememberAnswers<string | undefined>>
}

/** Opens tags of images in any registry; sends no request by itself. */
export function createImageTags(registry: KnownContent['registry']): OpenImageTags {
  const known = { registry, manifests: rememberAnswers<ManifestReply>(), labels: rememberAnswers<string | undefined>() }
  return (target) => openImageTags(known, target)
}

function openImageTags(known: KnownContent, target: KeyedImage): ImageTags {
  const { registry, manifests } = known
  const { image, contentTag, key } = target
  const reference = taggedReference(image, contentTag)
  const repository = createRepositoryTags(registry, image)
  const find = () => manifests.get(`${image}:${contentTag}`, () => fetchContent(known, target))
  const refetch = () => {
    manifests.forget(`${image}:${contentTag}`)
    return find()
  }
  const findVerified = async (before?: Manifest) => {
    const reply = await refetch()
    if (reply.kind === 'missing') return undefined
    if (reply.manifest.digest !== before?.digest) await verifyImage(registry, target, reply.manifest)
    return reply.manifest
  }
  return {
    ...repository,
    ...{ find, refetch, findVerified },
    contentState: () =>
      orUnknown(async () => {
        const reply = await find()
        return reply.kind === 'missing' ? reply : { kind: 'present', digest: reply.manifest.digest }
      }),
    getVerified: async (before) => {
      const manifest = await findVerified(before)
      if (manifest === undefined) throw pushLost(target)
      return manifest
    },
    verify: (manifest) => verifyImage(registry, target, manifest),
    namesThisKey: async (tag) => {
      const tagged = taggedReference(image, tag)
      const reply = await registry.getManifest(tagged)
      return reply.kind === 'present' && (await readKeyLabel(registry, tagged, reply.manifest)) === key
    },
    contentDetails: async () => {
      const details = await repository.details(contentTag)
      const label = details?.platforms[0]?.labels[KEY_LABEL]
      if (details !== undefined && label !== key) throw wrongKeyLabel(target, label)
      return details
    },
    inspect: async () => {
      try {
        const reply = await registry.getManifest(reference)
        if (reply.kind === 'missing') return reply
        const { digest } = reply.manifest
        const missing = await findMissingParts(registry, image, digest)
        // What does not exist in full may lack the very blob with the labels.
        const keyLabel = missing.length > 0 ? undefined : await readKeyLabel(registry, reference, reply.manifest)
        return { kind: 'present', digest, keyLabel, missing }
      } catch (error) {
        if (!(error instanceof ModuleImagesError) || error.kind !== 'remote') throw error
        return { kind: 'unknown', reason: error.message, fix: error.fix }
      }
    },
  }
}

async function fetchContent(known: KnownContent, target: KeyedImage): Promise<ManifestReply> {
  const { registry, labels } = known
  const reference = taggedReference(target.image, target.contentTag)
  const reply = await registry.getManifest(reference)
  if (reply.kind === 'missing') return isPartTag(target.contentTag) ? fetchContent(known, wholeOf(target)) : reply
  const { manifest } = reply
  const label = await labels
    .get(`${target.image}@${manifest.digest}`, () => readKeyLabel(registry, reference, manifest))
    .catch(undefinedIfUnreadable)
  if (label === target.key) return reply
  // What has lost a part may lack the very one with the label.
  await verifyImage(registry, target, manifest)
  throw wrongKeyLabel(target, label)
}

/** What is there of all platforms is there of each. */
function wholeOf(part: KeyedImage): KeyedImage {
  return { ...part, contentTag: contentTag(part.key) }
}

/** A configuration that does not exist, or is none. */
function undefinedIfUnreadable(error: unknown): undefined {
  if (error instanceof ModuleImagesError && error.code === 'registry-bad-reply') return undefined
  throw error
}

/** By digest, since a tag may come to name another image meanwhile. */
async function findMissingParts(registry: KnownContent['registry'], image: string, digest: string): Promise<string[]> {
  const { host, repository } = parseImageReference(image)
  const verification = await registry.verifyImage({ host, repository, digest })
  return verification.kind === 'whole' ? [] : verification.missing.map(renderMissingPart)
}

async function verifyImage(registry: KnownContent['registry'], { image, contentTag }: KeyedImage, { digest }: Manifest): Promise<void> {
  const missing = await findMissingParts(registry, image, digest)
  if (missing.length === 0) return
  throw new ModuleImagesError({
    code: 'image-incomplete',
    kind: 'remote',
    message: `${image}:${contentTag} is incomplete in the registry: ${missing.join(', ')}.`,
    fix: 'No tag was moved. Run the push again; if it stays so, delete that tag in the registry, and the next push uploads the image anew.',
  })
}

function pushLost({ image, contentTag }: KeyedImage): ModuleImagesError {
  return new ModuleImagesError({
    code: 'push-lost',
    kind: 'remote',
    message: `The push of ${image}:${contentTag} was reported done, but the registry does not have it.`,
    fix: 'Run the push again. Behind several registry servers, it may take a moment until all of them know.',
  })
}
