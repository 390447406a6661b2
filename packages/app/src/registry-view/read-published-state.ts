import { type ImageDetails, ModuleImagesError, type RegistryState } from '@module-images/core'
import type { PublishedState } from '@module-images/catalogue'
import type { RegistryClient } from '@module-images/registry'
import { readTagState, taggedReference } from '../session/registry-lookups.js'
import { readImageDetails, readKeyedDetails } from './read-image-details.js'

/** What to look for, and where. */
export interface PublishedWish {
  readonly registry: RegistryClient
  /** Repository with host, without tag. */
  readonly image: string
  /** Undefined where the module cannot be built. */
  readonly wanted: { readonly key: string; readonly contentTag: string } | undefined
  /** Tags that people use, those that say most first. */
  readonly tags: readonly string[]
}

/** The image of this checkout, or what else the tags name; that the registry does not answer is a state as well. */
export async function readPublishedState(wish: PublishedWish): Promise<PublishedState> {
  try {
    const { registry, image, wanted } = wish
    const named = await Promise.all(wish.tags.map(async (tag) => ({ tag, names: await readTagState(registry, image, tag) })))
    const unknown = named.find(({ names }) => names.kind === 'unknown')?.names
    if (unknown?.kind === 'unknown') return unknown
    const content = wanted && (await readKeyedDetails(registry, { ...wanted, image }))
    if (content) return describeState(content, true, named)
    const published = await readFirst(wish, named)
    return published ? describeState(published, false, named) : { kind: 'missing' }
  } catch (error) {
    if (!(error instanceof ModuleImagesError) || error.kind !== 'remote') throw error
    return {
      kind: 'unknown',
      reason: error.code === 'wrong-key-label' ? error.message : `The registry could not be asked: ${error.message}`,
    }
  }
}

interface NamedTag {
  readonly tag: string
  readonly names: RegistryState
}

async function readFirst({ registry, image }: PublishedWish, named: readonly NamedTag[]): Promise<ImageDetails | undefined> {
  const first = named.find(({ names }) => names.kind === 'present')
  return first && readImageDetails(registry, taggedReference(image, first.tag))
}

function describeState(details: ImageDetails, current: boolean, named: readonly NamedTag[]): PublishedState {
  const names = ({ names: state }: NamedTag) => state.kind === 'present' && state.digest === details.digest
  const tags = named.filter(names).map(({ tag }) => tag)
  return { kind: 'present', current, details, tags, behind: named.filter((tag) => !names(tag)).map(({ tag }) => tag) }
}
