import { ModuleImagesError, parseImageReference } from '@module-images/core'
import { type Manifest, type RegistryClient, renderMissingPart } from '@module-images/registry'
import type { ImageTarget } from '../session/image-target.js'

/**
 * A tag may only ever name what is wholly there. Asked by digest, since a tag may come to name another image meanwhile.
 *
 * @throws ModuleImagesError `image-incomplete`
 */
export async function requireVerified(
  registry: Pick<RegistryClient, 'verifyImage'>,
  { image, contentTag }: Pick<ImageTarget, 'image' | 'contentTag'>,
  { digest }: Manifest,
): Promise<void> {
  const { host, repository } = parseImageReference(image)
  const verification = await registry.verifyImage({ host, repository, digest })
  if (verification.kind === 'whole') return
  throw new ModuleImagesError({
    code: 'image-incomplete',
    kind: 'remote',
    message: `${image}:${contentTag} is incomplete in the registry: ${verification.missing.map(renderMissingPart).join(', ')}.`,
    fix: 'No tag was moved. Run the push again; if it stays so, delete that tag in the registry, and the next push uploads the image anew.',
  })
}
