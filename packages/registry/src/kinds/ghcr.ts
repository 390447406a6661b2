import { Secret } from '../credentials/secret.js'
import type { CredentialSource } from '../credentials/credential.js'
import { badRepositoryName } from './bad-repository-name.js'
import { PLAIN_SERVICE, type RegistryKind, type ServiceContext } from './registry-kind.js'

const RULE = {
  title: 'GHCR',
  rule: 'An image there is OWNER/NAME: name the registry ghcr.io/OWNER, the user or organization on GitHub, in lower case.',
}

/**
 * GitHub's container registry. In a workflow it takes the job's own token, which needs the permission `packages: write`.
 * https://docs.github.com/en/packages/working-with-a-github-packages-registry/working-with-the-container-registry
 */
export const ghcrKind: RegistryKind = {
  name: 'ghcr',
  serves: (host) => host === 'ghcr.io',
  open: (context) => ({
    ...PLAIN_SERVICE,
    credentials: createWorkflowTokenSource(context),
    ensureRepository: async (repository) => {
      if (repository.split('/').length < 2) throw badRepositoryName(repository, RULE)
      return 'not-needed'
    },
  }),
}

/** Both variables together: a token alone, as developers' tools set it, may be anybody's and may do anything or nothing. */
function createWorkflowTokenSource({ host: ownHost, env }: ServiceContext): CredentialSource {
  return {
    name: 'GITHUB_TOKEN',
    find: async (host) => {
      const [token = '', actor = ''] = [env['GITHUB_TOKEN'], env['GITHUB_ACTOR']]
      if (host !== ownHost || token === '' || actor === '') return undefined
      return { kind: 'basic', username: actor, password: new Secret(token), origin: 'the environment (GITHUB_TOKEN)' }
    },
  }
}
