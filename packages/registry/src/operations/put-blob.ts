import { type ImageReference, isRepository } from '@module-images/core'
import { computeDigest } from '../image/digest.js'
import type { RegistryCall, RegistryConnection } from '../registry-connection.js'
import { registryError } from '../registry-error.js'
import { badReference } from './bad-reference.js'
import { headBlob } from './blob-operations.js'
import { unexpectedReply } from './unexpected-reply.js'

const MAX_REPLY_BYTES = 64 * 1024

/**
 * Uploads a small blob in one piece; of one that is there, nothing is sent. Layers are the engine's part.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#post-then-put
 *
 * @throws ModuleImagesError `bad-image-reference`, or with a `RegistryErrorCode`
 */
export async function putBlob(
  connection: RegistryConnection,
  { host, repository }: Pick<ImageReference, 'host' | 'repository'>,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<{ readonly digest: string }> {
  const digest = computeDigest(bytes)
  if (!isRepository(repository)) throw badReference(repository, 'a repository')
  if ((await headBlob(connection, { host, repository }, digest)).kind === 'present') return { digest }
  const operation = `upload the blob ${repository}@${digest}`
  const call: Omit<RegistryCall, 'method' | 'path'> = {
    headers: {},
    maxBytes: MAX_REPLY_BYTES,
    access: { repository, action: 'push' },
    operation,
  }
  const begun = await connection.send({ ...call, method: 'POST', path: `/v2/${repository}/blobs/uploads/` })
  const location = begun.headers.get('location') ?? ''
  if (begun.status !== 202) throw unexpectedReply(connection, begun, { host, operation })
  const place = URL.canParse(location, begun.url.href) ? new URL(location, begun.url) : undefined
  // The sign-in and the content go along, so it can only be the registry itself.
  if (place === undefined || place.host !== begun.url.host)
    throw registryError('registry-bad-reply', { host, operation }, { why: 'it names no place of its own for the upload' })
  place.searchParams.set('digest', digest)
  const headers = { 'content-type': 'application/octet-stream' }
  const reply = await connection.send({ ...call, method: 'PUT', path: place.pathname + place.search, headers, body: bytes })
  if (reply.status !== 201) throw unexpectedReply(connection, reply, { host, operation })
  return { digest }
}
