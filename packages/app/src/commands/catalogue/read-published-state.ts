import { type ImageDetails, ModuleImagesError, type TagState } from '@module-images/core'
import type { PublishedState } from '@module-images/catalogue'
import type { RegistryClient } from '@module-images/registry'
import { createImageTags, type KeyedImage } from '../../registry-view/image-tags.js'
import { createRepositoryTags, type RepositoryTags } from '../../registry-view/repository-tags.js'

/** What to look for, and where. */
export interface PublishedStateOptions {
  readonly registry: RegistryClient
  /** Repository with host, without tag. */
  readonly image: string
  /** Undefined where the module cannot be built. */
  readonly wanted: Pick<KeyedImage, 'key' | 'contentTag'> | undefined
  /** Tags that people use, those that say most first. */
  readonly tags: readonly string[]
}

/** The image of this checkout, or what else the tags name; that the registry does not answer is a state as well. */
export async function readPublishedState({ registry, image, wanted, tags }: PublishedStateOptions): Promise<PublishedState> {
  try {
    const repository = createRepositoryTags(registry, image)
    const named = await repository.states(tags)
    const unknown = named.find(({ names }) => names.kind === 'unknown')?.names
    if (unknown?.kind === 'unknown') return unknown
    const content = wanted && (await createImageTags(registry)({ ...wanted, image }).contentDetails())
    if (content) return describeState(content, true, named)
    const published = await readFirst(repository, named)
    return published ? describeState(published, false, named) : { kind: 'missing' }
  } catch (error) {
    if (!(error instanceof ModuleImagesError) || error.kind !== 'remote') throw error
    return {
      kind: 'unknown',
      reason: error.code === 'wrong-key-label' ? error.message : `The registry could not be asked: ${error.message}`,
    }
  }
}

async function readFirst(repository: RepositoryTags, named: readonly TagState[]): Promise<ImageDetails | undefined> {
  const first = named.find(({ names }) => names.kind === 'present')
  return first && repository.details(first.tag)
}

function describeState(details: ImageDetails, current: boolean, named: readonly TagState[]): PublishedState {
  const names = ({ names: state }: TagState) => state.kind === 'present' && state.digest === details.digest
  const tags = named.filter(names).map(({ tag }) => tag)
  return { kind: 'present', current, details, tags, behind: named.filter((tag) => !names(tag)).map(({ tag }) => tag) }
}
