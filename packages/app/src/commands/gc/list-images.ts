import { type ImageReference, ModuleImagesError, subjectOfTag } from '@module-images/core'
import {
  type Descriptor,
  type ImageConfig,
  isAttestation,
  isImageConfigMediaType,
  type Manifest,
  type RegistryClient,
} from '@module-images/registry'
import type { ListedImage } from './plan-collection.js'

type Repository = Pick<ImageReference, 'host' | 'repository'>

/**
 * The images that tags of a repository name, by the distribution protocol alone: it lists no untagged ones and tells no time of a push, so the
 * time is that of the build. Undefined where there is no such repository.
 */
export async function listTaggedImages(registry: RegistryClient, repository: Repository): Promise<ListedImage[] | undefined> {
  const list = await registry.listTags(repository)
  if (list.kind === 'missing') return undefined
  const tagsOf = new Map<string, { manifest: Manifest; tags: string[] }>()
  await Promise.all(
    list.tags.map(async (tag) => {
      const reply = await registry.getManifest({ ...repository, tag })
      // Deleted since it was listed.
      if (reply.kind === 'missing') return
      const known = tagsOf.get(reply.manifest.digest)
      if (known) known.tags.push(tag)
      else tagsOf.set(reply.manifest.digest, { manifest: reply.manifest, tags: [tag] })
    }),
  )
  return Promise.all(
    [...tagsOf.values()].map(async ({ manifest, tags }): Promise<ListedImage> => {
      const created = await readCreated(registry, repository, manifest)
      const time = created === undefined ? Number.NaN : Date.parse(created)
      return {
        digest: manifest.digest,
        tags: tags.sort(),
        time: Number.isNaN(time) ? undefined : time,
        bytes: sizeOf(manifest),
        children: childrenOf(manifest),
        subject: subjectOf(manifest, tags),
      }
    }),
  )
}

/** Digests of the manifests an index lists. */
export function childrenOf({ content }: Manifest): string[] {
  return content.kind === 'index' ? content.manifests.map(({ digest }) => digest) : []
}

/** By the manifest's own word, else by the tag of a registry or tool that has no other place for it. */
export function subjectOf({ subject }: Manifest, tags: readonly string[]): string | undefined {
  return subject ?? tags.map(subjectOfTag).find((digest) => digest !== undefined)
}

/** Of an index its first image's: all are of one build. What is stored like an image and is none, such as a layer cache, tells no time. */
async function readCreated(registry: RegistryClient, repository: Repository, { content }: Manifest): Promise<string | undefined> {
  if (content.kind === 'image' && !isImageConfigMediaType(content.config.mediaType)) return undefined
  if (content.kind === 'image') return (await findConfig(registry, repository, content.config))?.created
  const first = content.manifests.find((entry) => !isAttestation(entry))
  const image = first && (await registry.getManifest({ ...repository, digest: first.digest }))
  return image?.kind === 'present' ? readCreated(registry, repository, image.manifest) : undefined
}

/** Of what only looks like an image, none: nobody knows its age. */
async function findConfig(registry: RegistryClient, repository: Repository, config: Descriptor): Promise<ImageConfig | undefined> {
  try {
    return await registry.readConfig(repository, config)
  } catch (error) {
    if (error instanceof ModuleImagesError && error.code === 'registry-bad-reply') return undefined
    throw error
  }
}

function sizeOf({ content }: Manifest): number | undefined {
  return content.kind === 'index' ? undefined : [content.config, ...content.layers].reduce((sum, { size }) => sum + size, 0)
}
