import type { CredentialSource } from '../credentials/credential.js'
import type { Clock } from '../http/clock.js'
import type { Transport } from '../http/transport.js'
import type { RetryNotice } from '../registry-connection.js'

/** A kind of registry: one file each, listed in `registry-kinds.ts`, where the first that serves a host has it. */
export interface RegistryKind {
  /** As the setting `registryKind` names it. */
  readonly name: 'ecr-public' | 'ecr' | 'ghcr' | 'docker-hub' | 'gitlab' | 'oci'
  /** Whether the registry at this host is of this kind; a setting can say so of any other. */
  readonly serves: (host: string) => boolean
  /** Asks nothing yet. */
  readonly open: (context: ServiceContext) => RegistryService
}

export interface ServiceContext {
  /** As image references name it. */
  readonly host: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** The user's home folder. */
  readonly home: string
  /** The text of a file; nothing where it does not exist. */
  readonly readFile: (path: string) => Promise<string | undefined>
  readonly transport: Transport
  readonly signal: AbortSignal
  readonly clock: Clock
  /** Told of every wait before it begins. */
  readonly onRetry: (notice: RetryNotice) => void
}

/** What a registry does beside the OCI distribution protocol. `repository` is without host: `openscpca/hello-r`. */
export interface RegistryService {
  /** Asked before saved sign-ins, after what the environment says outright; undefined where the kind has none of its own. */
  readonly credentials: CredentialSource | undefined
  /**
   * Makes sure that a repository can be pushed to: makes it when, and only when, the service says it does not exist.
   *
   * @throws ModuleImagesError that quotes the service, and names the operation and the permission it takes
   */
  ensureRepository(repository: string): Promise<'present' | 'created' | 'not-needed'>
  /** Writes the repository's page where it differs from what the service has. Throws as `ensureRepository` does. */
  publishPage(repository: string, readPage: () => Promise<RepositoryPage>): Promise<'written' | 'unchanged' | 'not-supported'>
  /** Uploads of layers that may begin each second over all modules of a run; undefined where the kind documents no quota. */
  readonly uploadsPerSecond: number | undefined
  /** What to do when it was asked too often, where more can be said than to wait. */
  readonly rateLimitFix: string | undefined
  /** Lists and deletes by an interface of the service's own; undefined where the distribution protocol is all there is. */
  readonly housekeeping: Housekeeping | undefined
}

/** What a gallery shows of a repository. */
export interface RepositoryPage {
  readonly description: string
  /** Markdown. */
  readonly about: string
  /** Markdown: how to pull and run. */
  readonly usage: string
  /** As images name them: `linux/arm64`. */
  readonly platforms: readonly string[]
  /** A picture file's bytes. */
  readonly logo: Uint8Array | undefined
}

/** What is in a repository, and how to be rid of it. Throws as `ensureRepository` does. */
export interface Housekeeping {
  /** Every image and index, untagged ones too, page by page. */
  listImages(repository: string): AsyncIterable<StoredImage>
  /** Deletes by digest, with all tags. What is gone already counts as deleted. */
  deleteImages(repository: string, digests: readonly string[]): Promise<DeletedImages>
}

export interface StoredImage {
  readonly digest: string
  readonly tags: readonly string[]
  readonly pushedAt: Date | undefined
  /** As stored, compressed; of an index, the service's own measure. */
  readonly bytes: number | undefined
}

export interface DeletedImages {
  readonly deleted: readonly string[]
  /** What the service would not delete, such as an image that an index names. */
  readonly kept: readonly { readonly digest: string; readonly why: string }[]
}

/** For a registry that speaks the distribution protocol and nothing else. */
export const PLAIN_SERVICE: RegistryService = {
  credentials: undefined,
  ensureRepository: async () => 'not-needed',
  publishPage: async () => 'not-supported',
  uploadsPerSecond: undefined,
  rateLimitFix: undefined,
  housekeeping: undefined,
}
