import { ModuleImagesError } from '../errors.js'
import { isContentTag } from '../sealed/content-key.js'
import { isPartTag } from '../sealed/part-tag.js'
import { LAYER_CACHE_TAG } from '../settings/layer-cache.js'
import { isTag } from '../reference/image-reference.js'

/** Tags that move, in the order they are to be written: `latest` last, so that it never leads. */
export type MutableTags = readonly string[]

/**
 * Checks and orders the mutable tags of a push: each once, `latest` last.
 *
 * @param origin where they were given, for the error: `--tags`, `MODULE_IMAGES_TAGS`
 * @throws ModuleImagesError `bad-tag` for none at all, for what no registry takes, or for a tag that the product uses itself
 */
export function planMutableTags(tags: readonly string[], origin: string): MutableTags {
  const wanted = [...new Set(tags.map((tag) => tag.trim()).filter((tag) => tag !== ''))]
  if (wanted.length === 0) throw badTag('', origin, 'is empty')
  for (const tag of wanted) {
    if (!isTag(tag)) throw badTag(tag, origin, 'is not a tag a registry takes')
    if (isContentTag(tag) || isPartTag(tag)) throw badTag(tag, origin, 'has the form of a content tag, which never moves')
    if (tag === LAYER_CACHE_TAG) throw badTag(tag, origin, 'names the layer cache of a module, and no image')
  }
  return [...wanted.filter((tag) => tag !== 'latest'), ...wanted.filter((tag) => tag === 'latest')]
}

function badTag(tag: string, origin: string, why: string): ModuleImagesError {
  return new ModuleImagesError({
    code: 'bad-tag',
    kind: 'input',
    message: `The tag '${tag}' in ${origin} ${why}.`,
    fix: 'A tag is up to 128 letters, digits, and . _ - (not first); several are separated by commas: v1.2.0,latest.',
  })
}
