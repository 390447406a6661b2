import { KEY_LABEL, ModuleImagesError, normalizePlatform, parseImageReference, shortContentTag } from '@module-images/core'
import { type IndexEntry, isAttestation, type Manifest, type RegistryClient, renderPlatform } from '@module-images/registry'
import type { OpenImageTags } from '../registry-view/image-tags.js'
import { wrongKeyLabel } from '../registry-view/key-label.js'
import { type ImageTarget, partOf } from '../session/image-target.js'

/** What looking for parts takes. */
export interface PartsPorts {
  readonly imageTags: OpenImageTags
  readonly registry: Pick<RegistryClient, 'getManifest' | 'readConfig'>
}

/**
 * The parts of an image for several platforms, which other machines have built and pushed, one for each platform. Each carries the key, and is for the
 * platform that its name says.
 *
 * @returns undefined where one is missing, and for an image of one platform or a part
 * @throws ModuleImagesError `wrong-key-label`, `wrong-part-platform`
 */
export async function findParts(ports: PartsPorts, wanted: ImageTarget): Promise<readonly IndexEntry[] | undefined> {
  const { platforms } = wanted.module.options
  if (platforms.length < 2) return undefined
  const found = await Promise.all(platforms.map((platform) => findPart(ports, partOf(wanted, platform), platform)))
  const parts = found.filter((part) => part !== undefined)
  return parts.length < platforms.length ? undefined : parts.flat()
}

async function findPart(ports: PartsPorts, part: ImageTarget, platform: string): Promise<readonly IndexEntry[] | undefined> {
  const reply = await ports.imageTags(part).find()
  if (reply.kind === 'missing') return undefined
  const entries = entriesOf(reply.manifest)
  const images = entries.filter((entry) => !isAttestation(entry))
  const checked = new Map(
    await Promise.all(images.map(async (entry) => [entry, await checkImage(ports, part, { entry, platform })] as const)),
  )
  return entries.map((entry) => checked.get(entry) ?? entry)
}

/** An image, or an index of one and of what is known about it. */
function entriesOf({ content, mediaType, digest, bytes }: Manifest): readonly IndexEntry[] {
  return content.kind === 'index' ? content.manifests : [{ mediaType, digest, size: bytes.byteLength }]
}

/** What the image says of itself, since its name was given by whoever pushed it. */
async function checkImage(
  { registry }: PartsPorts,
  part: ImageTarget,
  { entry, platform }: { readonly entry: IndexEntry; readonly platform: string },
): Promise<IndexEntry> {
  const { image, contentTag } = part
  const { host, repository } = parseImageReference(image)
  const reference = { host, repository, digest: entry.digest }
  const reply = await registry.getManifest(reference)
  if (reply.kind === 'missing' || reply.manifest.content.kind === 'index') throw wrongPart(part, platform, 'no image')
  const { os, architecture, variant, labels } = await registry.readConfig(reference, reply.manifest.content.config)
  if (labels[KEY_LABEL] !== part.key) throw wrongKeyLabel({ image, contentTag, key: part.key }, labels[KEY_LABEL])
  const own = { os, architecture, ...(variant === undefined ? {} : { variant }) }
  if (!isSame(renderPlatform(own), platform)) throw wrongPart(part, platform, `an image for ${renderPlatform(own)}`)
  return { ...entry, platform: own }
}

function isSame(a: string, b: string): boolean {
  return JSON.stringify(normalizePlatform(a)) === JSON.stringify(normalizePlatform(b))
}

function wrongPart({ image, contentTag }: ImageTarget, platform: string, what: string): ModuleImagesError {
  return new ModuleImagesError({
    code: 'wrong-part-platform',
    kind: 'remote',
    message: `${image}:${contentTag} is to be the part for ${platform} of ${shortContentTag(contentTag)}, and is ${what}.`,
    fix: 'Somebody pushed another image under this tag, and it is not used; delete that tag in the registry.',
  })
}
