import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { runCredentialHelper } from '@module-images/engine'
import {
  createCredentialSources,
  createRegistryClient,
  type CredentialSource,
  type RegistryClient,
  renderRetryNotice,
} from '@module-images/registry'

/** A client for registries, and whom it signs in as. */
export interface RegistryAccess {
  readonly registry: RegistryClient
  readonly credentials: CredentialSource
}

/** What access to registries takes of the process. */
export interface RegistryAccessOptions {
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal
  readonly say: (line: string) => void
}

/** One session with registries, signed in as the environment and the user's Docker configuration say. Asks nothing yet. */
export function createRegistryAccess({ env, signal, say }: RegistryAccessOptions): RegistryAccess {
  const credentials = createCredentialSources({ env, home: homedir(), readFile: readIfThere, runHelper: runCredentialHelper })
  const registry = createRegistryClient({ credentials, signal, onRetry: (notice) => say(renderRetryNotice(notice)) })
  return { registry, credentials }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return undefined
    throw error
  }
}
