import { rememberAnswers } from '@module-images/core'
import { type ConfigFolder, type ConfigFolderPlace, createConfigFolder } from '@module-images/engine'

/**
 * Docker configurations that go to some hosts as nobody and are otherwise the user's. A saved sign-in that has ended keeps docker from
 * images that anybody may pull: ECR Public answers 403 to it, and docker does not ask again without.
 */
export interface AnonymousConfig {
  /** The folder for these hosts, made once a run. */
  readonly path: (hosts: readonly string[]) => Promise<string>
  readonly remove: () => Promise<void>
}

/** @param env tells where the user's configuration is */
export function createAnonymousConfig(env: NonNullable<ConfigFolderPlace['env']>): AnonymousConfig {
  const folders = rememberAnswers<ConfigFolder>()
  const making = new Set<Promise<ConfigFolder>>()
  const make = (anonymous: readonly string[]) => {
    const folder = createConfigFolder({ auths: {}, anonymous }, { env })
    making.add(folder)
    return folder
  }
  return {
    async path(hosts) {
      const anonymous = [...new Set(hosts)].sort()
      return (await folders.get(anonymous.join(' '), () => make(anonymous))).path
    },
    async remove() {
      const made = await Promise.allSettled([...making])
      await Promise.all(made.flatMap((one) => (one.status === 'fulfilled' ? [one.value.remove()] : [])))
    },
  }
}
