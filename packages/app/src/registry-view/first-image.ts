import type { ImageReference } from '@module-images/core'
import { type IndexEntry, isAttestation, type ManifestContent, type RegistryClient } from '@module-images/registry'

type ImageContent = Extract<ManifestContent, { kind: 'image' }>
type IndexContent = Extract<ManifestContent, { kind: 'index' }>

/** It speaks for all images of an index, which come of one Dockerfile. Nothing where the registry does not have it, or it is an index again. */
export async function fetchFirstImage(
  reference: ImageReference,
  content: ManifestContent,
  registry: Pick<RegistryClient, 'getManifest'>,
): Promise<ImageContent | undefined> {
  if (content.kind === 'image') return content
  const [entry] = imagesOf(content)
  const reply = entry && (await registry.getManifest({ ...reference, digest: entry.digest }))
  return reply?.kind === 'present' && reply.manifest.content.kind === 'image' ? reply.manifest.content : undefined
}

/** What an index lists beside its attestations. */
export function imagesOf({ manifests }: IndexContent): IndexEntry[] {
  return manifests.filter((entry) => !isAttestation(entry))
}
