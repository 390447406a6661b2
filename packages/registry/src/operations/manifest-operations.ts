import { type ImageReference, isDigest, isRepository, isTag, ModuleImagesError, renderImageReference } from '@module-images/core'
import type { HttpReply } from '../http/exchange.js'
import { computeDigest } from '../image/digest.js'
import { type Manifest, parseManifest } from '../image/manifest.js'
import { isManifestMediaType, MANIFEST_ACCEPT, type ManifestMediaType, parseContentType } from '../image/media-type.js'
import type { RegistryCall, RegistryConnection, ReplyFault } from '../registry-connection.js'
import { registryError } from '../registry-error.js'
import { isNotFound, unexpectedReply } from './unexpected-reply.js'
import { badReference } from './bad-reference.js'

export type ManifestState =
  | { readonly kind: 'missing' }
  | {
      readonly kind: 'present'
      readonly digest: string
      readonly mediaType: ManifestMediaType
      /** Bytes of the manifest itself. */
      readonly size: number
    }

/** What a registry says of a manifest that it took. */
export interface TakenManifest {
  readonly digest: string
  /** It keeps a list of what refers to this digest, and has put the manifest there. */
  readonly subject?: string
}

export type ManifestReply = { readonly kind: 'missing' } | { readonly kind: 'present'; readonly manifest: Manifest }

/** What registries take at most. https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-manifests */
const MAX_MANIFEST_BYTES = 4 * 1024 * 1024
const DIGEST_HEADER = 'docker-content-digest'
const SUBJECT_HEADER = 'oci-subject'

/**
 * HEAD of a manifest; GET where the registry's reply to HEAD leaves out what it should say.
 *
 * @throws ModuleImagesError with a `RegistryErrorCode`
 */
export async function headManifest(connection: RegistryConnection, reference: ImageReference): Promise<ManifestState> {
  const call = { ...readCall('HEAD', reference), check: (reply: HttpReply) => faultOfName(reply, reference.digest) }
  const purpose = { host: reference.host, operation: call.operation }
  const reply = await connection.send(call)
  if (isNotFound(connection, 'HEAD', reply)) return { kind: 'missing' }
  if (reply.status !== 200) throw unexpectedReply(connection, reply, purpose)
  const digest = namedDigest(reply)
  const mediaType = parseContentType(reply.headers.get('content-type'))
  const length = reply.headers.get('content-length')
  if (digest === undefined || length === null || !isManifestMediaType(mediaType)) {
    const found = await getManifest(connection, reference)
    if (found.kind === 'missing') return found
    return { kind: 'present', digest: found.manifest.digest, mediaType: found.manifest.mediaType, size: found.manifest.bytes.byteLength }
  }
  return { kind: 'present', digest, mediaType, size: Number(length) }
}

/**
 * GET of a manifest, its bytes checked against the digest asked for and the one the registry names.
 *
 * @throws ModuleImagesError with a `RegistryErrorCode`
 */
export async function getManifest(connection: RegistryConnection, reference: ImageReference): Promise<ManifestReply> {
  const call = { ...readCall('GET', reference), check: (reply: HttpReply) => faultOfBody(reply, reference.digest) }
  const purpose = { host: reference.host, operation: call.operation }
  const reply = await connection.send(call)
  if (isNotFound(connection, 'GET', reply)) return { kind: 'missing' }
  if (reply.status !== 200) throw unexpectedReply(connection, reply, purpose)
  const parsed = parseManifest(reply.body, parseContentType(reply.headers.get('content-type')))
  if (parsed.kind === 'bad') throw registryError('registry-bad-reply', purpose, { why: parsed.why })
  return { kind: 'present', manifest: parsed.manifest }
}

/**
 * PUT of a manifest under a tag, or under its digest where the reference has no tag. Sending it again is harmless, so it is
 * tried again like a read. Where the reply names no digest, the registry is asked what it has taken.
 *
 * @throws ModuleImagesError `manifest-digest-mismatch`, or with a `RegistryErrorCode`
 */
export async function putManifest(
  connection: RegistryConnection,
  reference: ImageReference,
  manifest: Pick<Manifest, 'bytes' | 'mediaType' | 'digest'>,
): Promise<TakenManifest> {
  const { bytes, mediaType, digest } = manifest
  const isOtherDigest = reference.digest !== undefined && reference.digest !== digest
  if (computeDigest(bytes) !== digest || isOtherDigest) throw notItsDigest(reference, digest)
  const target: ImageReference = reference.tag === undefined ? { ...reference, digest } : withoutDigest(reference)
  const operation = `write the manifest of ${nameOf(target)}`
  const purpose = { host: target.host, operation }
  const access = { repository: target.repository, action: 'push' as const }
  const headers = { 'content-type': mediaType, accept: 'application/json' }
  const reply = await connection.send({
    method: 'PUT',
    path: pathOf(target),
    headers,
    body: bytes,
    maxBytes: MAX_MANIFEST_BYTES,
    access,
    operation,
    check: (taken) => (taken.status === 201 ? faultOf(namedDigest(taken), digest, `it took ${digest} but names`) : undefined),
  })
  if (reply.status !== 201) throw unexpectedReply(connection, reply, purpose)
  const taken = namedDigest(reply) ?? (await digestOf(connection, target))
  if (taken !== digest) {
    const why = taken === undefined ? 'it took the manifest but does not have it' : `it took ${digest} but names ${taken}`
    throw registryError('registry-wrong-digest', purpose, { why })
  }
  const subject = reply.headers.get(SUBJECT_HEADER)
  return { digest, ...(subject === null ? {} : { subject }) }
}

async function digestOf(connection: RegistryConnection, reference: ImageReference): Promise<string | undefined> {
  const state = await headManifest(connection, reference)
  return state.kind === 'present' ? state.digest : undefined
}

function readCall(method: 'HEAD' | 'GET', reference: ImageReference): RegistryCall {
  return {
    method,
    path: pathOf(reference),
    headers: { accept: MANIFEST_ACCEPT },
    maxBytes: MAX_MANIFEST_BYTES,
    access: { repository: reference.repository, action: 'pull' },
    operation: `read the manifest of ${nameOf(reference)}`,
  }
}

/** Checked again here, where it becomes a path: a reference need not have come from the parser. */
function pathOf({ repository, tag, digest }: ImageReference): string {
  const name = digest ?? tag ?? ''
  if (!isRepository(repository) || !(isDigest(name) || isTag(name))) {
    throw badReference(`${repository}:${name}`, 'an image reference')
  }
  return `/v2/${repository}/manifests/${name}`
}

/** The reference below its host, which messages name apart. */
function nameOf(reference: ImageReference): string {
  return renderImageReference(reference).slice(reference.host.length + 1)
}

function withoutDigest({ digest: _, ...rest }: ImageReference): ImageReference {
  return rest
}

/** The digest the registry names, where it is one of the kind this product uses. */
function namedDigest(reply: HttpReply): string | undefined {
  const digest = reply.headers.get(DIGEST_HEADER) ?? ''
  return isDigest(digest) ? digest : undefined
}

/** A reply to HEAD that names another digest than the one asked for. */
function faultOfName(reply: HttpReply, wanted: string | undefined): ReplyFault | undefined {
  const isSuccess = reply.status === 200 && wanted !== undefined
  return isSuccess ? faultOf(namedDigest(reply), wanted, `the reply should be ${wanted} but is`) : undefined
}

/** Bytes that are not the digest asked for, or not the one the same reply names; a manifest that stops in the middle. */
function faultOfBody(reply: HttpReply, wanted: string | undefined): ReplyFault | undefined {
  if (reply.status !== 200) return undefined
  const actual = computeDigest(reply.body)
  for (const named of [wanted, namedDigest(reply)]) {
    if (named !== undefined && named !== actual) return { reason: 'corrupt', why: `the reply should be ${named} but is ${actual}` }
  }
  const isManifest = isManifestMediaType(parseContentType(reply.headers.get('content-type')))
  return isManifest && !isJson(reply.body) ? { reason: 'truncated', why: 'the reply broke off in the middle of the manifest' } : undefined
}

function faultOf(named: string | undefined, wanted: string, words: string): ReplyFault | undefined {
  return named === undefined || named === wanted ? undefined : { reason: 'corrupt', why: `${words} ${named}` }
}

function isJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder().decode(bytes))
    return true
  } catch {
    return false
  }
}

function notItsDigest(reference: ImageReference, digest: string): ModuleImagesError {
  const message = `The manifest to be written to ${renderImageReference(reference)} is not ${digest}.`
  return new ModuleImagesError({ code: 'manifest-digest-mismatch', kind: 'internal', message })
}
