import { type ImageReference, KEY_LABEL } from '@module-images/core'
import { isAttestation, type Manifest, type RegistryClient } from '@module-images/registry'

/** The content key an image in the registry says it was built for; of an index the first image's, since all are of one build. */
export async function readKeyLabel(
  registry: RegistryClient,
  reference: ImageReference,
  { content }: Manifest,
): Promise<string | undefined> {
  if (content.kind === 'image') return (await registry.readConfig(reference, content.config)).labels[KEY_LABEL]
  const first = content.manifests.find((entry) => !isAttestation(entry))
  const { host, repository } = reference
  const image = first && (await registry.getManifest({ host, repository, digest: first.digest }))
  return image?.kind === 'present' ? readKeyLabel(registry, reference, image.manifest) : undefined
}
