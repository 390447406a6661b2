import { join } from 'node:path'
import { credentialsKey } from '../host/registry-host.js'
import type { CredentialEnvironment, CredentialSource } from './credential.js'
import { findHelper, findSavedCredential, parseDockerConfig, parseHelperReply } from './docker-config.js'

/** The run's own configuration folder, named by `MODULE_IMAGES_DOCKER_CONFIG`. */
export function createRunConfigSource(environment: CredentialEnvironment): CredentialSource {
  return createFolderSource("the run's own Docker configuration", environment.env['MODULE_IMAGES_DOCKER_CONFIG'], environment)
}

/** The user's Docker configuration: `DOCKER_CONFIG`, else `~/.docker`. */
export function createUserConfigSource(environment: CredentialEnvironment): CredentialSource {
  const folder = environment.env['DOCKER_CONFIG'] || join(environment.home, '.docker')
  return createFolderSource("the user's Docker configuration", folder, environment)
}

/** As Docker reads such a folder: a helper named for the host, then the store for all hosts, then the file itself. */
function createFolderSource(name: string, folder: string | undefined, { readFile, runHelper }: CredentialEnvironment): CredentialSource {
  return {
    name,
    find: async (host) => {
      if (!folder) return undefined
      const file = join(folder, 'config.json')
      const text = await readFile(file)
      if (text === undefined) return undefined
      const config = parseDockerConfig(text, file)
      const server = credentialsKey(host)
      const helper = findHelper(config, server)
      if (helper === undefined) return findSavedCredential(config, server)
      const reply = await runHelper(helper, server)
      return reply && parseHelperReply(reply, `docker-credential-${helper}`)
    },
  }
}
