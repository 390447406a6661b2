import type { ImageReference } from '@module-images/core'
import type { Housekeeping, RegistryClient, StoredImage } from '@module-images/registry'
import type { ListedImage } from './plan-collection.js'
import { childrenOf, listTaggedImages, subjectOf } from './list-images.js'

type Repository = Pick<ImageReference, 'host' | 'repository'>

/** An image that the registry would not delete. */
export interface KeptImage {
  readonly digest: string
  readonly why: string
}

/** What is in one repository, and how to be rid of it: by the service's own interface where there is one, else by the distribution protocol. */
export interface RepositoryImages {
  /** Undefined where there is no such repository. */
  list(): Promise<ListedImage[] | undefined>
  /** What refers to an image and has no tag, where {@link list} does not give it. */
  listReferrers(digest: string): Promise<readonly ListedImage[]>
  /** Deletes by digest and tells what stayed. */
  remove(digests: readonly string[]): Promise<KeptImage[]>
}

export function openRepository(registry: RegistryClient, housekeeping: Housekeeping | undefined, where: Repository): RepositoryImages {
  if (housekeeping === undefined) {
    return {
      list: () => listTaggedImages(registry, where),
      listReferrers: (subject) => listReferrers(registry, where, subject),
      remove: (digests) => deleteEach(registry, where, digests),
    }
  }
  return {
    list: async () => {
      const images: StoredImage[] = []
      for await (const image of housekeeping.listImages(where.repository)) images.push(image)
      return Promise.all(images.map((image) => listStored(registry, where, image)))
    },
    listReferrers: async () => [],
    remove: async (digests) => [...(await housekeeping.deleteImages(where.repository, digests)).kept],
  }
}

/** A service does not say what an index is made of. */
async function listStored(
  registry: RegistryClient,
  where: Repository,
  { digest, tags, pushedAt, bytes }: StoredImage,
): Promise<ListedImage> {
  const reply = await registry.getManifest({ ...where, digest })
  const [children, subject] = reply.kind === 'present' ? [childrenOf(reply.manifest), subjectOf(reply.manifest, tags)] : [[]]
  return { digest, tags, time: pushedAt?.getTime(), bytes, children, subject }
}

async function listReferrers(registry: RegistryClient, where: Repository, subject: string): Promise<ListedImage[]> {
  const found = await registry.listReferrers(where, subject)
  return found.map(({ digest, size }) => ({ digest, tags: [], time: undefined, bytes: size, children: [], subject }))
}

async function deleteEach(registry: RegistryClient, where: Repository, digests: readonly string[]): Promise<KeptImage[]> {
  const kept: KeptImage[] = []
  for (const digest of digests) {
    if ((await registry.deleteManifest(where, digest)) === 'not-supported') kept.push({ digest, why: 'the registry does not delete' })
  }
  return kept
}
