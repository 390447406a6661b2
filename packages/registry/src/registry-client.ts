import { setMaxListeners } from 'node:events'
import { type ImageReference, withDefaultTag } from '@module-images/core'
import { Redactor } from './credentials/secret.js'
import type { CredentialSource } from './credentials/credential.js'
import { isLoopbackHost } from './http/loopback-host.js'
import { type Clock, systemClock } from './http/clock.js'
import { createExchange } from './http/exchange.js'
import { DIRECT, type Transport } from './http/transport.js'
import { DEFAULT_RETRY_POLICY, type RetryPolicy } from './http/retry.js'
import type { ImageConfig } from './image/image-config.js'
import type { Descriptor, IndexEntry, Manifest } from './image/manifest.js'
import { type BlobState, getBlob, headBlob, readConfig } from './operations/blob-operations.js'
import { getManifest, headManifest, type ManifestReply, type ManifestState, putManifest } from './operations/manifest-operations.js'
import { deleteManifest, type Deletion } from './operations/delete-manifest.js'
import { listReferrers } from './operations/list-referrers.js'
import { putBlob } from './operations/put-blob.js'
import { putReferrer, type Referrer } from './operations/put-referrer.js'
import { listTags, type TagList } from './operations/list-tags.js'
import { type Verification, verifyImage } from './operations/verify-image.js'
import { RegistryConnection, type RetryNotice } from './registry-connection.js'

export interface RegistryClientOptions {
  readonly credentials: CredentialSource
  /** Default: straight to each host. */
  readonly transport?: Transport | undefined
  /** Which hosts are spoken to over http. Default: this machine's; see {@link isLoopbackHost}. */
  readonly isInsecure?: ((host: string) => boolean) | undefined
  /** Told of every wait before it begins. */
  readonly onRetry?: ((notice: RetryNotice) => void) | undefined
  /** By host: what to do when it was asked too often, where more can be said than to wait. */
  readonly rateLimitFixOf?: ((host: string) => string | undefined) | undefined
  /** Ends all requests and waits with `registry-interrupted`. */
  readonly signal?: AbortSignal | undefined
  readonly clock?: Clock | undefined
  readonly retry?: Partial<RetryPolicy> | undefined
  /** For one request and its whole reply. Default: 60 s. */
  readonly timeoutMs?: number | undefined
  /** Requests under way at once, for each registry. Default: 6. */
  readonly concurrency?: number | undefined
}

/**
 * An OCI distribution client for the calls a push by digest takes; it uploads no layers, which is the engine's part.
 * Reads ask for the digest of a reference, else its tag, else `latest`.
 * Every method throws ModuleImagesError of kind `remote` with a `RegistryErrorCode`.
 * Protocol: https://github.com/opencontainers/distribution-spec/blob/main/spec.md
 */
export interface RegistryClient {
  headManifest(reference: ImageReference): Promise<ManifestState>
  /** The manifest with its bytes, which have the digest it names, and the one asked for. */
  getManifest(reference: ImageReference): Promise<ManifestReply>
  /** Gives a manifest the reference's tag; without one puts it by its digest alone. Returns once the registry has named the same digest. */
  putManifest(reference: ImageReference, manifest: Pick<Manifest, 'bytes' | 'mediaType' | 'digest'>): Promise<{ readonly digest: string }>
  /** The size is bytes as stored; not known from registries that do not say. */
  headBlob(reference: ImageReference, digest: string): Promise<BlobState>
  /** The configuration an image manifest names, checked against its digest. */
  readConfig(reference: ImageReference, descriptor: Pick<Descriptor, 'digest' | 'size'>): Promise<ImageConfig>
  /** Asks for everything an image is made of: index, manifests, configurations, layers. */
  verifyImage(reference: ImageReference): Promise<Verification>
  /** All tags of the reference's repository, in the registry's order. */
  listTags(repository: Repository): Promise<TagList>
  /** What refers to a digest: signatures, attestations, lists of contents. */
  listReferrers(repository: Repository, digest: string): Promise<readonly IndexEntry[]>
  /** The bytes of a small blob, which have its digest; undefined where it does not exist. */
  getBlob(
    reference: Repository,
    descriptor: Pick<Descriptor, 'digest' | 'size'>,
    maxBytes: number,
  ): Promise<Uint8Array<ArrayBuffer> | undefined>
  /** Uploads a small blob, unless it is there. */
  putBlob(repository: Repository, bytes: Uint8Array<ArrayBuffer>): Promise<{ readonly digest: string }>
  /** Puts a manifest that refers to another, so that {@link listReferrers} finds it. */
  putReferrer(repository: Repository, referrer: Referrer): Promise<void>
  /** Deletes a manifest by digest, and with it every tag that names it. Many registries do not allow it. */
  deleteManifest(repository: Repository, digest: string): Promise<Deletion>
  /** Ends what is under way. Idle connections keep no process alive. */
  close(): Promise<void>
}

/** A repository at a registry: a reference's own tag and digest do not count. */
export type Repository = Pick<ImageReference, 'host' | 'repository'>

/** One client for a run. */
export function createRegistryClient(options: RegistryClientOptions): RegistryClient {
  const closing = new AbortController()
  const connectionTo = createConnections(options, closing.signal)
  return {
    headManifest: (reference) => headManifest(connectionTo(reference.host), withDefaultTag(reference)),
    getManifest: (reference) => getManifest(connectionTo(reference.host), withDefaultTag(reference)),
    putManifest: (reference, manifest) => putManifest(connectionTo(reference.host), reference, manifest),
    headBlob: (reference, digest) => headBlob(connectionTo(reference.host), reference, digest),
    readConfig: (reference, descriptor) => readConfig(connectionTo(reference.host), reference, descriptor),
    verifyImage: (reference) => verifyImage(connectionTo(reference.host), withDefaultTag(reference)),
    listTags: (repository) => listTags(connectionTo(repository.host), repository),
    listReferrers: (repository, digest) => listReferrers(connectionTo(repository.host), repository, digest),
    getBlob: (reference, descriptor, maxBytes) => getBlob(connectionTo(reference.host), reference, descriptor, maxBytes),
    putBlob: (repository, bytes) => putBlob(connectionTo(repository.host), repository, bytes),
    putReferrer: (repository, referrer) => putReferrer(connectionTo(repository.host), repository, referrer),
    deleteManifest: (repository, digest) => deleteManifest(connectionTo(repository.host), repository, digest),
    close: async () => closing.abort(),
  }
}

/** Connections by host, made when first asked for. */
function createConnections(options: RegistryClientOptions, closed: AbortSignal): (host: string) => RegistryConnection {
  const { credentials, isInsecure = isLoopbackHost, clock = systemClock, concurrency = 6, timeoutMs = 60_000, transport = DIRECT } = options
  const signal = options.signal ? AbortSignal.any([options.signal, closed]) : closed
  // Each request listens to it, six at once a host.
  setMaxListeners(0, signal)
  const exchange = createExchange({ transport, timeoutMs, signal })
  const redactor = new Redactor()
  const retry = { ...DEFAULT_RETRY_POLICY, ...options.retry }
  const onRetry = options.onRetry ?? (() => {})
  const connections = new Map<string, RegistryConnection>()
  return (host) => {
    const known = connections.get(host)
    if (known) return known
    const connection = new RegistryConnection({
      host,
      isInsecure,
      credentials,
      exchange,
      clock,
      signal,
      redactor,
      retry,
      concurrency,
      onRetry,
      rateLimitFix: options.rateLimitFixOf?.(host),
    })
    connections.set(host, connection)
    return connection
  }
}

/** One line for a person: where, what for, how long. */
export function renderRetryNotice({ host, operation, why, attempt, milliseconds }: RetryNotice): string {
  const time = `${(milliseconds / 1000).toFixed(1)} s`
  if (attempt === 0) return `${host}: requests wait (${why}); the next, to ${operation}, in ${time}`
  return `${host}: could not ${operation} (${why}); attempt ${attempt + 1} in ${time}`
}
