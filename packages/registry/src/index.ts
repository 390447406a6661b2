export { Redactor, Secret } from './credentials/secret.js'
export type { Credential, CredentialEnvironment, CredentialSource, HelperReply } from './credentials/credential.js'
export { createCredentialSources } from './credentials/credential-sources.js'
export { credentialsKey } from './host/registry-host.js'
export { isLoopbackHost } from './http/loopback-host.js'
export type { Clock } from './http/clock.js'
export { systemClock } from './http/clock.js'
export { createTransport, type Transport } from './http/transport.js'
export { withRetry } from './http/retry.js'
export type { Judgement, RetryPolicy } from './http/retry.js'
export { computeDigest } from './image/digest.js'
export type { ImageConfig } from './image/image-config.js'
export { isAttestation, renderPlatform } from './image/manifest.js'
export { planIndex } from './image/plan-index.js'
export type { Descriptor, IndexEntry, Manifest, ManifestContent, Platform } from './image/manifest.js'
export { isImageConfigMediaType, MANIFEST_ACCEPT, type ManifestMediaType } from './image/media-type.js'
export { createJobTokenFetch, type FetchJobToken, type JobTokenService, readJobTokenService } from './job-tokens.js'
export { chooseRegistryKind, REGISTRY_KINDS } from './registry-kinds.js'
export type {
  DeletedImages,
  Housekeeping,
  RegistryKind,
  RegistryService,
  RepositoryPage,
  ServiceContext,
  StoredImage,
} from './kinds/registry-kind.js'
export type { BlobState } from './operations/blob-operations.js'
export type { Deletion } from './operations/delete-manifest.js'
export type { TagList } from './operations/list-tags.js'
export type { ManifestReply, ManifestState } from './operations/manifest-operations.js'
export type { Referrer } from './operations/put-referrer.js'
export { renderMissingPart } from './operations/verify-image.js'
export type { MissingPart, Verification } from './operations/verify-image.js'
export { createRegistryClient, renderRetryNotice } from './registry-client.js'
export type { RegistryClient, RegistryClientOptions, Repository } from './registry-client.js'
export type { RetryNotice } from './registry-connection.js'
export type { RegistryErrorCode } from './registry-error.js'
