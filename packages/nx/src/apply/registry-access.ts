import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { runCredentialHelper } from '@module-images/engine'
import {
  chooseRegistryKind,
  createCredentialSources,
  createRegistryClient,
  type CredentialSource,
  type RegistryClient,
  type RegistryKind,
  type RegistryService,
  renderRetryNotice,
  systemClock,
} from '@module-images/registry'
import type { RunEnvironment } from '../environment/run-environment.js'
import type { Settings } from '../workspace/settings.js'

/** A client for registries, whom it signs in as, and what registries do beside the protocol. */
export interface RegistryAccess {
  readonly registry: RegistryClient
  readonly credentials: CredentialSource
  /** One for each host. */
  readonly serviceOf: (host: string) => RegistryService
}

/** What access to registries takes of the process. */
export interface RegistryAccessOptions {
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal
  readonly say: (line: string) => void
  /** Any other host tells its kind itself. */
  readonly named?: NamedRegistry | undefined
}

/** The registry that is published to, and its kind where a setting names it. */
export interface NamedRegistry {
  readonly host: string
  readonly kind: RegistryKind['name'] | undefined
}

/** The environment's word goes before that of nx.json. */
export function nameRegistry(
  environment: Pick<RunEnvironment, 'registry' | 'registryKind'>,
  settings: Pick<Settings, 'registry' | 'registryKind'>,
): NamedRegistry {
  const [host = ''] = (environment.registry ?? settings.registry).split('/')
  return { host, kind: environment.registryKind ?? settings.registryKind }
}

/** One session with registries, signed in as the environment, the registry's own service and the user's Docker configuration say. Asks nothing yet. */
export function createRegistryAccess({ env, signal, say, named }: RegistryAccessOptions): RegistryAccess {
  const onRetry: NonNullable<Parameters<typeof createRegistryClient>[0]['onRetry']> = (notice) => say(renderRetryNotice(notice))
  const home = homedir()
  const serviceOf = memoize((host) => {
    const kind = chooseRegistryKind(host, host === named?.host ? named.kind : undefined)
    return kind.open({ host, env, home, readFile: readIfThere, signal, clock: systemClock, onRetry })
  })
  const sourcesOf = memoize((host) =>
    createCredentialSources({ env, home, readFile: readIfThere, runHelper: runCredentialHelper }, serviceOf(host).credentials),
  )
  const credentials: CredentialSource = {
    name: 'the sign-ins of this run',
    find: (host, refused) => sourcesOf(host).find(host, refused),
  }
  const registry = createRegistryClient({ credentials, signal, onRetry })
  return { registry, credentials, serviceOf }
}

function memoize<T>(create: (host: string) => T): (host: string) => T {
  const known = new Map<string, T>()
  return (host) => {
    const value = known.get(host) ?? create(host)
    known.set(host, value)
    return value
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return undefined
    throw error
  }
}
