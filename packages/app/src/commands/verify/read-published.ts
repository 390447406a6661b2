import { parseImageReference, rememberAnswers, type TagState } from '@module-images/core'
import type { GitPlace } from '@module-images/git'
import { type RegistryClient, renderMissingPart } from '@module-images/registry'
import { findPastImage, type PastTarget } from '../../past-image/find-past-image.js'
import { type ContentKeys, type LinkedModule, type ModuleIdentity, parentsOf } from '@module-images/workspace'
import { type ContentState, createImageTags, type KeyedImage } from '../../registry-view/image-tags.js'
import { suggestTag } from '../../registry-view/suggest-tag.js'
import type { InsteadFacts, NamedTagState, ParentFacts, PublishedFacts } from './plan-verification.js'

/** What to look for, and where. */
export interface PublishedReaderOptions {
  readonly registry: RegistryClient
  /** Host and prefix images are published under. */
  readonly prefix: string
  readonly tags: readonly string[]
  /** A person named them, and may have misspelt one. */
  readonly tagsGiven: boolean
  readonly modules: ReadonlyMap<string, LinkedModule>
  readonly contentKeys: ContentKeys
  /** Where modules are those of another commit. */
  readonly past?: PastPlace | undefined
}

/** A commit, and where git has it. */
export interface PastPlace {
  readonly place: GitPlace
  readonly commit: string
}

/**
 * Asks the registry for all that is to be said about each module's image, a content tag once. A registry that does not answer is part of
 * the facts.
 */
export function createPublishedReader({ registry, prefix, tags, tagsGiven, modules, contentKeys, past }: PublishedReaderOptions) {
  const imageTags = createImageTags(registry)
  const contents = rememberAnswers<ContentState>()
  const contentOf = (image: KeyedImage) => contents.get(`${image.image}:${image.contentTag}`, () => imageTags(image).inspect())
  const readParent = async ({ name, image }: LinkedModule): Promise<ParentFacts[]> => {
    const result = await contentKeys.keyOf(name)
    if (result.kind === 'broken') return []
    const { key, contentTag } = result
    return [{ name, key, contentTag, content: await contentOf({ image: `${prefix}/${image}`, key, contentTag }) }]
  }
  const withSuggestion = async (image: string, state: TagState): Promise<NamedTagState> =>
    tagsGiven && state.names.kind === 'missing' ? { ...state, suggestion: await suggestTag(registry, image, state.tag) } : state
  return async ({ name, image: path }: ModuleIdentity): Promise<PublishedFacts> => {
    const image = `${prefix}/${path}`
    const result = await contentKeys.keyOf(name)
    if (result.kind === 'broken') return { kind: 'broken', name, image, error: result.error }
    const { key, contentTag, module } = result
    const wanted = { image, key, contentTag }
    const [content, parents, states] = await Promise.all([
      contentOf(wanted),
      Promise.all(parentsOf(module, modules).map(readParent)),
      imageTags(wanted).states(tags),
    ])
    const named = await Promise.all(states.map((state) => withSuggestion(image, state)))
    const instead = past && content.kind === 'missing' ? await findInstead(registry, past, { ...wanted, module }) : undefined
    return { kind: 'keyed', name, image, key, contentTag, content, tags: named, parents: parents.flat(), ...(instead && { instead }) }
  }
}

/** The image of a commit under another name, and what of it is not there. */
async function findInstead(
  registry: RegistryClient,
  { place, commit }: PastPlace,
  target: Omit<PastTarget, 'commit'>,
): Promise<InsteadFacts | undefined> {
  const image = await findPastImage({ registry, place }, { ...target, commit })
  if (image === undefined) return undefined
  const verification = await registry.verifyImage({ ...parseImageReference(target.image), digest: image.digest })
  return { image, missing: verification.kind === 'whole' ? [] : verification.missing.map(renderMissingPart) }
}
