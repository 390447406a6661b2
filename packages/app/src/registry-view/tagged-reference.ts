import { type ImageReference, parseImageReference } from '@module-images/core'

/**
 * `image:tag` as a reference.
 *
 * @throws ModuleImagesError `bad-reference` for what is none
 */
export function taggedReference(image: string, tag: string): ImageReference {
  return parseImageReference(`${image}:${tag}`)
}
