import { type ImageDetails, ModuleImagesError, planPublishedImage, type PublishedImage } from '@module-images/core'
import type { RegistryClient } from '@module-images/registry'
import type { KeyResult, ModuleIdentity } from '@module-images/workspace'
import { taggedReference } from '../session/registry-lookups.js'
import { readKeyedDetails } from './read-image-details.js'

/** What to look for, and where. */
export interface PublishedImageOptions {
  readonly registry: RegistryClient
  /** Repository with host, without tag. */
  readonly image: string
  readonly tags: readonly string[]
  /** The tags were asked for by name: each must name the image. */
  readonly tagsRequired: boolean
}

/**
 * What the registry says of the image that this checkout wants.
 *
 * @throws ModuleImagesError the module's own where it is broken; `not-published`, `wrong-key-label`, `tag-differs`; what the registry said
 */
export async function readPublishedImage(result: KeyResult, wish: PublishedImageOptions): Promise<PublishedImage> {
  if (result.kind === 'broken') throw result.error
  const { module, key, contentTag } = result
  const { registry, image } = wish
  const details = await readKeyedDetails(registry, { image, contentTag, key })
  if (details === undefined) throw notPublished(module, `${image}:${contentTag}`)
  const tags = await Promise.all(wish.tags.map(async (tag) => ((await isNamedBy(tag, details, wish)) ? [tag] : [])))
  return planPublishedImage({ module: module.name, image, key, contentTag, tags: tags.flat() }, details)
}

async function isNamedBy(
  tag: string,
  { digest }: ImageDetails,
  { registry, image, tagsRequired }: PublishedImageOptions,
): Promise<boolean> {
  const state = await registry.headManifest(taggedReference(image, tag))
  if (state.kind === 'present' && state.digest === digest) return true
  if (!tagsRequired) return false
  throw new ModuleImagesError({
    code: 'tag-differs',
    kind: 'remote',
    message: `${image}:${tag} ${state.kind === 'missing' ? 'does not exist' : `names ${state.digest}`}, and not the image of this checkout, ${digest}.`,
    fix: `Move it first: npx nx run-many -t docker-push --tags=${tag}`,
  })
}

function notPublished({ name: module, active }: ModuleIdentity, name: string): ModuleImagesError {
  return new ModuleImagesError({
    code: 'not-published',
    kind: 'input',
    message: `${module}: the registry does not have ${name}, the image of this checkout.`,
    fix: active ? `Publish it first: npx nx docker-push ${module}` : 'It is inactive, so nothing publishes it.',
  })
}
