import { createAnonymousSource } from './anonymous-source.js'
import type { CredentialEnvironment, CredentialSource } from './credential.js'
import { createRunConfigSource, createUserConfigSource } from './docker-config-source.js'
import { createEnvironmentSource } from './environment-source.js'

/** In order: the first that knows a host is used for it. */
export const CREDENTIAL_SOURCES: readonly ((environment: CredentialEnvironment) => CredentialSource)[] = [
  createEnvironmentSource,
  createRunConfigSource,
  createUserConfigSource,
  createAnonymousSource,
]

/** All sources as one. Throws what a source throws: an unreadable one is not passed over in silence. */
export function createCredentialSources(environment: CredentialEnvironment): CredentialSource {
  const sources = CREDENTIAL_SOURCES.map((create) => create(environment))
  return {
    name: sources.map(({ name }) => name).join(', '),
    find: async (host) => {
      for (const source of sources) {
        const credential = await source.find(host)
        if (credential) return credential
      }
      return undefined
    },
  }
}
