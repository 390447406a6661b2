import { type ImageReference, isDigest, isRepository, referrersTag } from '@module-images/core'
import { type IndexEntry, parseManifest } from '../image/manifest.js'
import type { RegistryConnection } from '../registry-connection.js'
import { registryError } from '../registry-error.js'
import { badReference } from './bad-reference.js'
import { getManifest } from './manifest-operations.js'
import { readPages } from './read-pages.js'
import { unexpectedReply } from './unexpected-reply.js'

const INDEX = 'application/vnd.oci.image.index.v1+json'
/** Replies of registries that know no such request: the specification's, and others that were met. */
const NO_INTERFACE = new Set([400, 404, 405, 501])

/**
 * What refers to a digest by its `subject`: signatures, attestations, lists of contents. Registries without the interface keep the list under a
 * tag. https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-referrers
 *
 * @throws ModuleImagesError `bad-image-reference`, or with a `RegistryErrorCode`
 */
export async function listReferrers(
  connection: RegistryConnection,
  { host, repository }: Pick<ImageReference, 'host' | 'repository'>,
  digest: string,
): Promise<readonly IndexEntry[]> {
  if (!isRepository(repository) || !isDigest(digest)) throw badReference(`${repository}@${digest}`, "a digest's name")
  const purpose = { host, operation: `list what refers to ${repository}@${digest}` }
  const found: IndexEntry[] = []
  const list = { repository, path: `/v2/${repository}/referrers/${digest}`, query: '', accept: INDEX, ...purpose }
  for await (const reply of readPages(connection, list)) {
    if (NO_INTERFACE.has(reply.status)) return listTagged(connection, { host, repository, tag: referrersTag(digest) })
    if (reply.status !== 200) throw unexpectedReply(connection, reply, purpose)
    const parsed = parseManifest(reply.body, INDEX)
    if (parsed.kind === 'bad' || parsed.manifest.content.kind !== 'index')
      throw registryError('registry-bad-reply', purpose, { why: 'its list of referrers cannot be read' })
    found.push(...parsed.manifest.content.manifests)
  }
  return found
}

async function listTagged(connection: RegistryConnection, reference: ImageReference): Promise<readonly IndexEntry[]> {
  const reply = await getManifest(connection, reference)
  return reply.kind === 'present' && reply.manifest.content.kind === 'index' ? reply.manifest.content.manifests : []
}
