import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { runCredentialHelper } from '@module-images/process'
import {
  chooseRegistryKind,
  createCredentialSources,
  createRegistryClient,
  createTransport,
  type CredentialSource,
  type RegistryClient,
  type RegistryService,
  renderRetryNotice,
  systemClock,
} from '@module-images/registry'
import type { NamedRegistry } from './destination.js'

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
  readonly log: (line: string) => void
  /** Any other host tells its kind itself. */
  readonly named?: Pick<NamedRegistry, 'host' | 'kind'> | undefined
}

/** One session with registries, signed in as the environment, the registry's own service and the user's Docker configuration say. Asks nothing yet. */
export function createRegistryAccess({ env, signal, log, named }: RegistryAccessOptions): RegistryAccess {
  const onRetry: NonNullable<Parameters<typeof createRegistryClient>[0]['onRetry']> = (notice) => log(renderRetryNotice(notice))
  const home = homedir()
  const transport = createTransport(env)
  const serviceOf = memoize((host) => {
    const kind = chooseRegistryKind(host, host === named?.host ? named.kind : undefined)
    return kind.open({ host, env, home, readFile: readIfThere, transport, signal, clock: systemClock, onRetry })
  })
  const sourcesOf = memoize((host) =>
    createCredentialSources({ env, home, readFile: readIfThere, runHelper: runCredentialHelper }, serviceOf(host).credentials),
  )
  const credentials: CredentialSource = {
    name: 'the sign-ins of this run',
    find: (host, refused) => sourcesOf(host).find(host, refused),
    isOnDemand: (host) => sourcesOf(host).isOnDemand?.(host) ?? false,
  }
  const registry = createRegistryClient({ credentials, transport, signal, onRetry, rateLimitFixOf: (host) => serviceOf(host).rateLimitFix })
  return { registry, credentials, serviceOf }
}

/** Lends a session to a task and ends it afterwards, however the task ends. */
export async function withRegistries<T>(options: RegistryAccessOptions, task: (access: RegistryAccess) => Promise<T>): Promise<T> {
  const access = createRegistryAccess(options)
  try {
    return await task(access)
  } finally {
    await access.registry.close()
  }
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
