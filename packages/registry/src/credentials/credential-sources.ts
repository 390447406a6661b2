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

/**
 * All sources as one. Throws what a source throws: an unreadable one is not passed over in silence.
 *
 * @param service the registry's own, which gives way to what the environment says outright and goes before saved sign-ins
 */
export function createCredentialSources(environment: CredentialEnvironment, service?: CredentialSource): CredentialSource {
  const [outright, ...saved] = CREDENTIAL_SOURCES.map((create) => create(environment))
  const sources = [outright, service, ...saved].filter((source) => source !== undefined)
  return {
    name: sources.map(({ name }) => name).join(', '),
    find: async (host, refused) => {
      for (const source of sources) {
        const credential = await source.find(host, refused)
        if (credential) return credential
      }
      return undefined
    },
    isOnDemand: (host) => service?.isOnDemand?.(host) ?? false,
  }
}
