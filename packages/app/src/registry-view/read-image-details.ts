import { type ImageDetails, type ImageReference, type PlatformDetails } from '@module-images/core'
import {
  type ImageConfig,
  type IndexEntry,
  isAttestation,
  type Manifest,
  type RegistryClient,
  renderPlatform,
} from '@module-images/registry'

type DetailsClient = Pick<RegistryClient, 'getManifest' | 'readConfig'>

/** Indexes in an index are followed once: no tool nests them deeper. */
const MAX_DEPTH = 2

/**
 * All that a registry tells of an image by its manifests and configurations; undefined where it does not have it.
 *
 * @param wanted platforms to look at, `os/arch[/variant]`; none means all. The others of an index cost no request.
 */
export async function readImageDetails(
  registry: DetailsClient,
  reference: ImageReference,
  wanted: readonly string[] = [],
): Promise<ImageDetails | undefined> {
  const reply = await registry.getManifest(reference)
  if (reply.kind === 'missing') return undefined
  const { host, repository } = reference
  const platforms = await readPlatforms({ registry, repository: { host, repository }, wanted }, reply.manifest, MAX_DEPTH)
  return { digest: reply.manifest.digest, platforms }
}

interface Reading {
  readonly registry: DetailsClient
  readonly repository: Pick<ImageReference, 'host' | 'repository'>
  readonly wanted: readonly string[]
}

async function readPlatforms(reading: Reading, { digest, content }: Manifest, depth: number): Promise<PlatformDetails[]> {
  if (content.kind === 'index') {
    const images = depth === 0 ? [] : content.manifests.filter((entry) => !isAttestation(entry) && isWanted(entry, reading.wanted))
    return (await Promise.all(images.map((entry) => readEntry(reading, entry, depth)))).flat()
  }
  const config = await reading.registry.readConfig({ ...reading.repository, digest }, content.config)
  return [
    {
      platform: renderPlatform(config),
      digest,
      config: { digest: content.config.digest, size: content.config.size },
      layers: content.layers.map(({ digest: layer, size }) => ({ digest: layer, size })),
      instructions: config.instructions,
      created: config.created,
      labels: config.labels,
      ...userOf(config),
    },
  ]
}

/** Rocker's images run as root, and have a user for RStudio. https://rocker-project.org/images/versioned/rstudio.html */
function userOf({ user, env }: ImageConfig): Pick<PlatformDetails, 'user'> {
  const made = env.find((variable) => variable.startsWith('DEFAULT_USER='))?.slice('DEFAULT_USER='.length)
  const found = user === '' ? made : user
  return found === undefined || found === '' ? {} : { user: found }
}

function isWanted({ platform }: IndexEntry, wanted: readonly string[]): boolean {
  return wanted.length === 0 || !platform || wanted.includes(renderPlatform(platform))
}

/** What an index lists and the registry lacks is left out: verify is there to find it. */
async function readEntry(reading: Reading, { digest }: IndexEntry, depth: number): Promise<PlatformDetails[]> {
  const reply = await reading.registry.getManifest({ ...reading.repository, digest })
  return reply.kind === 'missing' ? [] : readPlatforms(reading, reply.manifest, depth - 1)
}
