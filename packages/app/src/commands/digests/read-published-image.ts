import { type ImageDetails, ModuleImagesError, planPublishedImage, type PublishedImage } from '@module-images/core'
import type { KeyResult, ModuleIdentity } from '@module-images/workspace'
import type { ImageTags, OpenImageTags } from '../../registry-view/image-tags.js'

/** What to look for, and where. */
export interface PublishedImageOptions {
  readonly imageTags: OpenImageTags
  /** Repository with host, without tag. */
  readonly image: string
  readonly tags: readonly string[]
  /** The tags were asked for by name: each must name the image. */
  readonly tagsRequired: boolean
  /** Which tag may have been meant in place of one that does not exist. */
  readonly suggestTag: (tag: string) => Promise<string | undefined>
}

/**
 * What the registry says of the image that this checkout wants.
 *
 * @throws ModuleImagesError the module's own where it is broken; `not-published`, `wrong-key-label`, `tag-differs`; what the registry said
 */
export async function readPublishedImage(result: KeyResult, options: PublishedImageOptions): Promise<PublishedImage> {
  if (result.kind === 'broken') throw result.error
  const { module, key, contentTag } = result
  const { image } = options
  const imageTags = options.imageTags({ image, contentTag, key })
  const details = await imageTags.contentDetails()
  if (details === undefined) throw notPublished(module, `${image}:${contentTag}`)
  const tags = await Promise.all(options.tags.map(async (tag) => ((await isNamedBy(tag, details, { ...options, imageTags })) ? [tag] : [])))
  return planPublishedImage({ module: module.name, image, key, contentTag, tags: tags.flat() }, details)
}

async function isNamedBy(
  tag: string,
  { digest }: ImageDetails,
  { imageTags, image, tagsRequired, suggestTag }: Omit<PublishedImageOptions, 'imageTags' | 'tags'> & { readonly imageTags: ImageTags },
): Promise<boolean> {
  const [named] = await imageTags.read([tag])
  if (named?.digest === digest) return true
  if (!tagsRequired) return false
  const suggestion = named?.digest === undefined ? await suggestTag(tag) : undefined
  throw tagDiffers(`${image}:${tag}`, { tag, names: named?.digest, wanted: digest, suggestion })
}

interface DifferentTag {
  readonly tag: string
  /** The digest that it names. */
  readonly names: string | undefined
  readonly wanted: string
  /** Of a tag that does not exist, which may have been meant. */
  readonly suggestion: string | undefined
}

function tagDiffers(reference: string, { tag, names, wanted, suggestion }: DifferentTag): ModuleImagesError {
  const push = `npx nx run-many -t docker-push --tags=${tag}`
  const fixes =
    names === undefined
      ? [`Publish it first: ${push}`]
      : ['Of a release tag, check out the commit of the release.', `Another tag can be moved: ${push}`]
  return new ModuleImagesError({
    code: 'tag-differs',
    kind: 'remote',
    message: `${reference} ${names === undefined ? 'does not exist; wanted is' : `names ${names}, not`} the image of this checkout, ${wanted}.`,
    fix: [...(suggestion === undefined ? [] : [suggestion]), ...fixes].join('\n'),
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
