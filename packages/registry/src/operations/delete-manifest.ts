import { type ImageReference, isDigest, isRepository } from '@module-images/core'
import type { RegistryConnection } from '../registry-connection.js'
import { isNotFound, unexpectedReply } from './unexpected-reply.js'
import { badReference } from './bad-reference.js'

/** `not-supported`: the registry, or how it is set up, deletes nothing. */
export type Deletion = 'deleted' | 'missing' | 'not-supported'

const MAX_REPLY_BYTES = 64 * 1024

/**
 * Deletes by digest only: a tag could move in between. https://github.com/opencontainers/distribution-spec/blob/main/spec.md#deleting-manifests
 *
 * @throws ModuleImagesError `bad-image-reference`, or with a `RegistryErrorCode`
 */
export async function deleteManifest(
  connection: RegistryConnection,
  { host, repository }: Pick<ImageReference, 'host' | 'repository'>,
  digest: string,
): Promise<Deletion> {
  if (!isRepository(repository) || !isDigest(digest)) {
    throw badReference(`${repository}@${digest}`, "a digest's name")
  }
  const operation = `delete ${repository}@${digest}`
  const reply = await connection.send({
    method: 'DELETE',
    path: `/v2/${repository}/manifests/${digest}`,
    headers: { accept: 'application/json' },
    maxBytes: MAX_REPLY_BYTES,
    access: { repository, action: 'delete' },
    operation,
  })
  if (reply.status === 202 || reply.status === 200) return 'deleted'
  if (isNotFound(connection, 'DELETE', reply)) return 'missing'
  if (reply.status === 405 || connection.wordsOf(reply).codes.includes('UNSUPPORTED')) return 'not-supported'
  throw unexpectedReply(connection, reply, { host, operation })
}
