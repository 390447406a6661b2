import { ModuleImagesError, rememberAnswers } from '@module-images/core'
import { type RegistryClient, renderMissingPart } from '@module-images/registry'
import { type ContentKeys, type LinkedModule, type ModuleIdentity, parentsOf } from '@module-images/workspace'
import type { ContentState, ParentFacts, PublishedFacts } from '../commands/verify/plan-verification.js'
import { readKeyLabel } from './key-label.js'
import { readTagState, taggedReference } from '../session/registry-lookups.js'

/** What to look for, and where. */
export interface PublishedWish {
  readonly registry: RegistryClient
  /** Host and prefix images are published under. */
  readonly prefix: string
  readonly tags: readonly string[]
  readonly modules: ReadonlyMap<string, LinkedModule>
  readonly contentKeys: ContentKeys
}

/**
 * Asks the registry for all that is to be said about each module's image, a content tag once. A registry that does not answer is part of
 * the facts.
 */
export function createPublishedReader(wish: PublishedWish) {
  const { registry, prefix, tags, modules, contentKeys } = wish
  const contents = rememberAnswers<ContentState>()
  const contentOf = (image: string, tag: string) => contents.get(`${image}:${tag}`, () => readContent(registry, image, tag))
  const readParent = async ({ name, image }: LinkedModule): Promise<ParentFacts[]> => {
    const result = await contentKeys.keyOf(name)
    if (result.kind === 'broken') return []
    const { key, contentTag } = result
    return [{ name, key, contentTag, content: await contentOf(`${prefix}/${image}`, contentTag) }]
  }
  return async ({ name, image: path }: ModuleIdentity): Promise<PublishedFacts> => {
    const image = `${prefix}/${path}`
    const result = await contentKeys.keyOf(name)
    if (result.kind === 'broken') return { kind: 'broken', name, image, error: result.error }
    const { key, contentTag, module } = result
    const [content, parents, states] = await Promise.all([
      contentOf(image, contentTag),
      Promise.all(parentsOf(module, modules).map(readParent)),
      Promise.all(tags.map(async (tag) => ({ tag, names: await readTagState(registry, image, tag) }))),
    ])
    return { kind: 'keyed', name, image, key, contentTag, content, tags: states, parents: parents.flat() }
  }
}

async function readContent(registry: RegistryClient, image: string, contentTag: string): Promise<ContentState> {
  const reference = taggedReference(image, contentTag)
  try {
    const reply = await registry.getManifest(reference)
    if (reply.kind === 'missing') return reply
    const { host, repository } = reference
    const verification = await registry.verifyImage({ host, repository, digest: reply.manifest.digest })
    const missing = verification.kind === 'broken' ? verification.missing.map(renderMissingPart) : []
    // What is not wholly there may lack the very blob with the labels.
    const keyLabel = missing.length > 0 ? undefined : await readKeyLabel(registry, reference, reply.manifest)
    return { kind: 'present', digest: reply.manifest.digest, keyLabel, missing }
  } catch (error) {
    if (!(error instanceof ModuleImagesError) || error.kind !== 'remote') throw error
    return { kind: 'unknown', reason: error.message }
  }
}
