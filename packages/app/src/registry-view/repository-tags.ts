import {
  type ImageDetails,
  ModuleImagesError,
  type NamedTag,
  parseImageReference,
  type RegistryState,
  type TagState,
} from '@module-images/core'
import type { Manifest, RegistryClient } from '@module-images/registry'
import { readImageDetails } from './read-image-details.js'
import { taggedReference } from './tagged-reference.js'

/** The tags of one repository in its registry, whatever they name. */
export interface RepositoryTags {
  /** The digest that each tag names, all requested at once; undefined for a tag that does not exist. */
  read(tags: readonly string[]): Promise<NamedTag[]>
  /** What one tag names, for callers that can go on without an answer. */
  state(tag: string): Promise<RegistryState>
  /** The same of several tags, all requested at once. */
  states(tags: readonly string[]): Promise<TagState[]>
  /** The same of a digest: whether the repository holds it. */
  digestState(digest: string): Promise<RegistryState>
  /** What manifests and configurations say about the image that a tag names; undefined where the tag does not exist. */
  details(tag: string): Promise<ImageDetails | undefined>
  /** Gives a manifest that the registry holds another tag. */
  put(tag: string, manifest: Manifest): Promise<void>
}

/** What reading and writing tags takes of a registry client. */
export type TagsClient = Pick<RegistryClient, 'headManifest' | 'getManifest' | 'putManifest' | 'readConfig'>

/** @param image repository with host, without a tag */
export function createRepositoryTags(registry: TagsClient, image: string): RepositoryTags {
  const head = (tag: string) => registry.headManifest(taggedReference(image, tag))
  const state = (tag: string) => orUnknown(async () => toState(await head(tag)))
  return {
    read: (tags) =>
      Promise.all(
        tags.map(async (tag) => {
          const reply = await head(tag)
          return { tag, digest: reply.kind === 'present' ? reply.digest : undefined }
        }),
      ),
    state,
    states: (tags) => Promise.all(tags.map(async (tag) => ({ tag, names: await state(tag) }))),
    digestState: (digest) => orUnknown(async () => toState(await registry.headManifest({ ...parseImageReference(image), digest }))),
    details: (tag) => readImageDetails(registry, taggedReference(image, tag)),
    put: async (tag, manifest) => {
      await registry.putManifest(taggedReference(image, tag), manifest)
    },
  }
}

/** What a reply says about a tag or a digest. */
function toState(reply: { readonly kind: 'missing' } | { readonly kind: 'present'; readonly digest: string }): RegistryState {
  return reply.kind === 'missing' ? reply : { kind: 'present', digest: reply.digest }
}

/** A registry that does not answer, or not in full, makes the state `unknown`. @throws ModuleImagesError `wrong-key-label` */
export async function orUnknown(request: () => Promise<RegistryState>): Promise<RegistryState> {
  try {
    return await request()
  } catch (error) {
    if (!(error instanceof ModuleImagesError) || error.kind !== 'remote' || error.code === 'wrong-key-label') throw error
    if (error.code === 'image-incomplete') return { kind: 'unknown', reason: 'the image in the registry is incomplete' }
    return { kind: 'unknown', reason: `the registry could not be asked (${error.code})`, fix: error.fix }
  }
}
