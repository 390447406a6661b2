import {
  isContentTag,
  isPartTag,
  LAYER_CACHE_TAG,
  ModuleImagesError,
  parseImageReference,
  renderSuggestion,
  subjectOfTag,
} from '@module-images/core'
import type { RegistryClient } from '@module-images/registry'

/**
 * Which tag of a repository somebody may have meant who named one that is not there: `Did you mean 'latest'?`. Nothing where the registry does not
 * list its tags.
 *
 * @param image repository with host, without a tag
 */
export async function suggestTag(registry: Pick<RegistryClient, 'listTags'>, image: string, tag: string): Promise<string | undefined> {
  try {
    const list = await registry.listTags(parseImageReference(image))
    if (list.kind === 'missing') return undefined
    return renderSuggestion(tag, list.tags.filter(isForPeople).sort())
  } catch (error) {
    if (!(error instanceof ModuleImagesError) || error.kind !== 'remote') throw error
    return undefined
  }
}

/** Nobody types a content tag, or that of what lies beside an image. */
function isForPeople(tag: string): boolean {
  return !isContentTag(tag) && !isPartTag(tag) && tag !== LAYER_CACHE_TAG && subjectOfTag(tag) === undefined
}
