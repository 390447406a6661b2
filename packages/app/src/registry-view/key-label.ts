import { type ImageReference, KEY_LABEL, ModuleImagesError } from '@module-images/core'
import { isAttestation, type Manifest, type RegistryClient } from '@module-images/registry'
import type { ImageTarget } from '../session/image-target.js'

/** The content key an image in the registry says it was built for; of an index the first image's, since all are of one build. */
export async function readKeyLabel(
  registry: Pick<RegistryClient, 'getManifest' | 'readConfig'>,
  reference: ImageReference,
  { content }: Manifest,
): Promise<string | undefined> {
  if (content.kind === 'image') return (await registry.readConfig(reference, content.config)).labels[KEY_LABEL]
  const first = content.manifests.find((entry) => !isAttestation(entry))
  const { host, repository } = reference
  const image = first && (await registry.getManifest({ host, repository, digest: first.digest }))
  return image?.kind === 'present' ? readKeyLabel(registry, reference, image.manifest) : undefined
}

/** An image under a content tag that was built for something else. */
export function wrongKeyLabel(
  { image, contentTag, key }: Pick<ImageTarget, 'image' | 'contentTag'> & { readonly key: string },
  label: string | undefined,
): ModuleImagesError {
  return new ModuleImagesError({
    code: 'wrong-key-label',
    kind: 'remote',
    message: `${image}:${contentTag} carries the key ${label ?? '(none)'}, and this checkout wants ${key}.`,
    fix: 'Somebody pushed another image under this content tag, and it is not used; delete that tag in the registry.',
  })
}
