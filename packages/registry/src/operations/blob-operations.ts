import { type ImageReference, isDigest, isRepository } from '@module-images/core'
import type { HttpReply } from '../http/exchange.js'
import { computeDigest } from '../image/digest.js'
import { type ImageConfig, parseImageConfig } from '../image/image-config.js'
import type { Descriptor } from '../image/manifest.js'
import type { RegistryCall, RegistryConnection, ReplyFault } from '../registry-connection.js'
import { registryError, type Purpose } from '../registry-error.js'
import { isNotFound, unexpectedReply } from './unexpected-reply.js'
import { badReference } from './bad-reference.js'

/** `size` in bytes as stored, where the registry says it. */
export type BlobState = { readonly kind: 'missing' } | { readonly kind: 'present'; readonly size?: number | undefined }

type ConfigDescriptor = Pick<Descriptor, 'digest' | 'size'>
type FoundConfig = { readonly kind: 'missing' } | { readonly kind: 'present'; readonly config: ImageConfig; readonly size: number }

/** Configurations are a few kilobytes; what is larger is not one. */
const MAX_CONFIG_BYTES = 4 * 1024 * 1024

/** HEAD of a blob. @throws ModuleImagesError with a `RegistryErrorCode` */
export async function headBlob(connection: RegistryConnection, reference: ImageReference, digest: string): Promise<BlobState> {
  const call = blobCall('HEAD', reference, digest)
  const reply = await connection.send(call)
  if (isNotFound(connection, 'HEAD', reply)) return { kind: 'missing' }
  if (reply.status !== 200) throw unexpectedReply(connection, reply, { host: reference.host, operation: call.operation })
  const length = reply.headers.get('content-length')
  return { kind: 'present', size: length === null ? undefined : Number(length) }
}

/**
 * The configuration `descriptor` names, which has its digest.
 *
 * @throws ModuleImagesError `registry-bad-reply` where the registry does not have it in its size; another `RegistryErrorCode`
 */
export async function readConfig(
  connection: RegistryConnection,
  reference: ImageReference,
  descriptor: ConfigDescriptor,
): Promise<ImageConfig> {
  const found = await findConfig(connection, reference, descriptor)
  if (found.kind === 'present' && found.size === descriptor.size) return found.config
  const why = found.kind === 'missing' ? 'it does not have it' : `it has ${found.size} bytes, not the ${descriptor.size} the manifest says`
  throw registryError('registry-bad-reply', purposeOf(reference, descriptor), { why })
}

/**
 * As {@link readConfig}, but missing and wrongly sized are for the caller to judge.
 *
 * @throws ModuleImagesError with a `RegistryErrorCode`
 */
export async function findConfig(
  connection: RegistryConnection,
  reference: ImageReference,
  descriptor: ConfigDescriptor,
): Promise<FoundConfig> {
  const purpose = purposeOf(reference, descriptor)
  if (descriptor.size > MAX_CONFIG_BYTES) {
    throw registryError('registry-bad-reply', purpose, { why: `a configuration of ${descriptor.size} bytes is none` })
  }
  const check = (reply: HttpReply) => faultOfBody(reply, descriptor.digest)
  const reply = await connection.send({ ...blobCall('GET', reference, descriptor.digest), check })
  if (isNotFound(connection, 'GET', reply)) return { kind: 'missing' }
  if (reply.status !== 200) throw unexpectedReply(connection, reply, purpose)
  const config = parseImageConfig(reply.body)
  if (config === undefined) throw registryError('registry-bad-reply', purpose, { why: 'it is not the configuration of an image' })
  return { kind: 'present', config, size: reply.body.byteLength }
}

/**
 * The bytes of a small blob, which have its digest; undefined where the registry does not have it.
 *
 * @param maxBytes a larger one is not read
 * @throws ModuleImagesError `registry-bad-reply` for one that is larger; another `RegistryErrorCode`
 */
export async function getBlob(
  connection: RegistryConnection,
  reference: ImageReference,
  { digest, size }: ConfigDescriptor,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const call = { ...blobCall('GET', reference, digest), maxBytes }
  const purpose = { host: reference.host, operation: call.operation }
  if (size > maxBytes)
    throw registryError('registry-bad-reply', purpose, { why: `it is of ${size} bytes, and ${maxBytes} are read at most` })
  const reply = await connection.send({ ...call, check: (got) => faultOfBody(got, digest) })
  if (isNotFound(connection, 'GET', reply)) return undefined
  if (reply.status !== 200) throw unexpectedReply(connection, reply, purpose)
  return reply.body
}

function faultOfBody({ status, body }: HttpReply, wanted: string): ReplyFault | undefined {
  const actual = computeDigest(body)
  if (status !== 200 || actual === wanted) return undefined
  return { reason: 'corrupt', why: `the reply should be ${wanted} but is ${actual}` }
}

function purposeOf(reference: ImageReference, { digest }: ConfigDescriptor): Purpose {
  return { host: reference.host, operation: operationOf(reference, digest) }
}

function operationOf({ repository }: ImageReference, digest: string): string {
  return `read the blob ${repository}@${digest}`
}

function blobCall(method: 'HEAD' | 'GET', reference: ImageReference, digest: string): RegistryCall {
  const { repository } = reference
  if (!isRepository(repository) || !isDigest(digest)) {
    throw badReference(`${repository}@${digest}`, "a blob's name")
  }
  return {
    method,
    path: `/v2/${repository}/blobs/${digest}`,
    headers: { accept: '*/*' },
    maxBytes: MAX_CONFIG_BYTES,
    access: { repository, action: 'pull' },
    operation: operationOf(reference, digest),
  }
}
