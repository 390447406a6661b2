import { Secret } from '../credentials/secret.js'
import type { CredentialSource } from '../credentials/credential.js'
import { badRepositoryName } from './bad-repository-name.js'
import { PLAIN_SERVICE, type RegistryKind, type ServiceContext } from './registry-kind.js'

const RULE = {
  title: "GitLab's registry",
  rule: 'A repository there is GROUP/PROJECT, of a project that exists, or lies below it: name the registry registry.gitlab.com/GROUP/PROJECT.',
}

/**
 * GitLab's container registry. In a job of GitLab it takes the job's own token; another host than GitLab's own is named by the setting.
 * https://docs.gitlab.com/user/packages/container_registry/authenticate_with_container_registry/
 */
export const gitlabKind: RegistryKind = {
  name: 'gitlab',
  serves: (host) => host === 'registry.gitlab.com',
  open: (context) => ({
    ...PLAIN_SERVICE,
    credentials: createJobTokenSource(context),
    ensureRepository: async (repository) => {
      if (repository.split('/').length < 2) throw badRepositoryName(repository, RULE)
      return 'not-needed'
    },
  }),
}

/** The variables that GitLab sets in a job whose project has a registry, for that registry alone. */
function createJobTokenSource({ host: ownHost, env }: ServiceContext): CredentialSource {
  return {
    name: 'CI_REGISTRY_PASSWORD',
    find: async (host) => {
      const [registry = '', username = '', password = ''] = [env['CI_REGISTRY'], env['CI_REGISTRY_USER'], env['CI_REGISTRY_PASSWORD']]
      if (host !== ownHost || host !== registry.toLowerCase() || username === '' || password === '') return undefined
      return { kind: 'basic', username, password: new Secret(password), origin: 'the environment (CI_REGISTRY_PASSWORD)' }
    },
  }
}
