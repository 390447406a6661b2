import type { ImageReference } from '@module-images/core'
import type { RegistryClient } from '@module-images/registry'
import { BUNDLE_MEDIA_TYPE } from '@module-images/trust'

/** More than any image has; a registry that lists more does not keep a run busy. */
const MAX_REFERRERS = 200
/** Bytes: a statement names every file of a build, and every package. */
export const MAX_BUNDLE = 16 * 1024 * 1024

/** What reading takes of a registry client. */
export type BundlesClient = Pick<RegistryClient, 'listReferrers' | 'getManifest' | 'getBlob'>

/** One bundle that refers to a digest. */
export interface FoundBundle {
  /** Of the artifact that holds it. */
  readonly digest: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** The bundles of signed statements that a registry has beside an image, by whomever. What is listed and not there any more is left out. */
export async function readBundles(
  registry: BundlesClient,
  repository: Pick<ImageReference, 'host' | 'repository'>,
  digest: string,
): Promise<FoundBundle[]> {
  const { host, repository: name } = repository
  const listed = await registry.listReferrers({ host, repository: name }, digest)
  const found = await Promise.all(
    listed.slice(0, MAX_REFERRERS).map(async (entry) => {
      const reply = await registry.getManifest({ host, repository: name, digest: entry.digest })
      if (reply.kind === 'missing' || reply.manifest.subject !== digest || reply.manifest.content.kind !== 'image') return []
      const layers = reply.manifest.content.layers.filter(({ mediaType }) => mediaType === BUNDLE_MEDIA_TYPE)
      const blobs = await Promise.all(layers.map((layer) => registry.getBlob({ host, repository: name }, layer, MAX_BUNDLE)))
      return blobs.flatMap((bytes) => (bytes === undefined ? [] : [{ digest: entry.digest, bytes }]))
    }),
  )
  return found.flat()
}
