import type { CredentialSource } from './credential.js'

/** The last resort: public images need no sign-in. */
export function createAnonymousSource(): CredentialSource {
  return { name: 'anonymous', find: async () => ({ kind: 'anonymous' }) }
}
