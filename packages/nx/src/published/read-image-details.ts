import type { ImageDetails, ImageReference, PlatformDetails } from '@module-images/core'
import { type IndexEntry, isAttestation, type Manifest, type RegistryClient, renderPlatform } from '@module-images/registry'

/** Indexes in an index are followed once: no tool nests them deeper. */
const MAX_DEPTH = 2

/** All that a registry tells of an image by its manifests and configurations; undefined where it does not have it. */
export async function readImageDetails(registry: RegistryClient, reference: ImageReference): Promise<ImageDetails | undefined> {
  const reply = await registry.getManifest(reference)
  if (reply.kind === 'missing') return undefined
  const { host, repository } = reference
  const platforms = await readPlatforms(registry, { host, repository }, reply.manifest, MAX_DEPTH)
  return { digest: reply.manifest.digest, platforms }
}

type Repository = Pick<ImageReference, 'host' | 'repository'>

async function readPlatforms(
  registry: RegistryClient,
  repository: Repository,
  { digest, content }: Manifest,
  depth: number,
): Promise<PlatformDetails[]> {
  if (content.kind === 'index') {
    const images = depth === 0 ? [] : content.manifests.filter((entry) => !isAttestation(entry))
    return (await Promise.all(images.map((entry) => readEntry(registry, repository, entry, depth)))).flat()
  }
  const config = await registry.readConfig({ ...repository, digest }, content.config)
  return [
    {
      platform: renderPlatform(config),
      digest,
      config: { digest: content.config.digest, size: content.config.size },
      layers: content.layers.map(({ digest: layer, size }) => ({ digest: layer, size })),
      created: config.created,
      labels: config.labels,
    },
  ]
}

/** What an index lists and the registry lacks is left out: verify is there to find it. */
async function readEntry(
  registry: RegistryClient,
  repository: Repository,
  { digest }: IndexEntry,
  depth: number,
): Promise<PlatformDetails[]> {
  const reply = await registry.getManifest({ ...repository, digest })
  return reply.kind === 'missing' ? [] : readPlatforms(registry, repository, reply.manifest, depth - 1)
}
