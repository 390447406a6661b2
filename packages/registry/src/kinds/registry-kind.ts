import type { CredentialSource } from '../credentials/credential.js'
import type { Clock } from '../http/clock.js'
import type { RetryNotice } from '../registry-connection.js'

/** A kind of registry: one file each, listed in `registry-kinds.ts`, where the first that serves a host has it. */
export interface RegistryKind {
  /** As the setting `registryKind` names it. */
  readonly name: 'ecr-public' | 'ghcr' | 'oci'
  /** Whether the registry at this host is of this kind; a setting can say so of any other. */
  readonly serves: (host: string) => boolean
  /** Asks nothing yet. */
  readonly open: (context: ServiceContext) => RegistryService
}

export interface ServiceContext {
  /** As image references name it. */
  readonly host: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
  readonly clock: Clock
  /** Told of every wait before it begins. */
  readonly onRetry: (notice: RetryNotice) => void
}

/** What a registry does beside the OCI distribution protocol. `repository` is without host: `openscpca/hello-r`. */
export interface RegistryService {
  /** Asked before the user's own sign-ins; undefined where the kind has none of its own. */
  readonly credentials: CredentialSource | undefined
  /** Makes sure that a repository can be pushed to: makes it when, and only when, the service says it does not exist. */
  ensureRepository(repository: string): Promise<'present' | 'created' | 'not-needed'>
  /** Writes the repository's page where it differs from what the service has. */
  publishPage(repository: string, page: RepositoryPage): Promise<'written' | 'unchanged' | 'not-supported'>
  /** Uploads of layers that may begin each second over all modules of a run; undefined where the kind documents no quota. */
  readonly uploadsPerSecond: number | undefined
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
