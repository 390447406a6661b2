import { type ImageReference, ModuleImagesError, referrersTag } from '@module-images/core'
import { computeDigest } from '../image/digest.js'
import type { Manifest } from '../image/manifest.js'
import type { RegistryConnection } from '../registry-connection.js'
import { registryError, type RegistryErrorCode } from '../registry-error.js'
import { getManifest, putManifest } from './manifest-operations.js'

const INDEX = 'application/vnd.oci.image.index.v1+json'

/** A manifest that refers to another, as it is put. */
export type Referrer = Pick<Manifest, 'bytes' | 'mediaType' | 'digest'> & {
  readonly subject: string
  readonly artifactType: string
  readonly annotations: Readonly<Record<string, string>>
}

/** Of a registry that does not take the form. */
const REFUSALS: readonly RegistryErrorCode[] = ['registry-bad-reply', 'registry-manifest-refused']

/**
 * Puts a manifest that refers to another one. A registry that keeps no list of what refers to a digest does not say so in its reply; then the list is
 * kept under a tag. Two machines that do that at once may lose an entry of each other, as the specification has it.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-manifests-with-subject
 *
 * @throws ModuleImagesError `registry-referrer-refused`, or with another `RegistryErrorCode`
 */
export async function putReferrer(
  connection: RegistryConnection,
  { host, repository }: Pick<ImageReference, 'host' | 'repository'>,
  referrer: Referrer,
): Promise<void> {
  const { subject, digest } = referrer
  const taken = await putManifest(connection, { host, repository, digest }, referrer).catch((error: unknown) => {
    if (!(error instanceof ModuleImagesError) || !REFUSALS.some((code) => code === error.code)) throw error
    const purpose = { host, operation: `put what refers to ${repository}@${subject}` }
    throw registryError('registry-referrer-refused', purpose, { why: error.message, cause: error })
  })
  if (taken.subject === subject) return
  await addToTag(connection, { host, repository, tag: referrersTag(subject) }, referrer)
}

async function addToTag(
  connection: RegistryConnection,
  reference: ImageReference,
  { digest, bytes, mediaType, artifactType, annotations }: Referrer,
): Promise<void> {
  const known = await getManifest(connection, reference)
  const before = known.kind === 'present' && known.manifest.content.kind === 'index' ? readEntries(known.manifest) : []
  if (before.some((entry) => entry['digest'] === digest)) return
  const entry = { mediaType, digest, size: bytes.byteLength, artifactType, annotations }
  const index = new TextEncoder().encode(JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests: [...before, entry] }))
  await putManifest(connection, reference, { bytes: index, mediaType: INDEX, digest: computeDigest(index) })
}

/** With all that other tools have written; that it is an index was seen when it was read. */
function readEntries({ bytes }: Manifest): Record<string, unknown>[] {
  return (JSON.parse(new TextDecoder().decode(bytes)) as { manifests: Record<string, unknown>[] }).manifests
}
