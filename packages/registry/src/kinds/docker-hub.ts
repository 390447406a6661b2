import { badRepositoryName } from './bad-repository-name.js'
import { PLAIN_SERVICE, type RegistryKind } from './registry-kind.js'

const RULE = {
  title: 'Docker Hub',
  rule: 'A repository there is NAMESPACE/NAME, and nothing below it: name the registry docker.io/NAMESPACE, your user or organization.',
}

/** https://docs.docker.com/docker-hub/usage/pulls/ */
const RATE_LIMIT_FIX =
  'Docker Hub counts pulls: by account, or by address where nobody is signed in. Sign in ("docker login", or the option workflows.dockerHub for jobs), ' +
  'name a mirror of docker.io with the option "mirrors", or wait: what is done is kept.'

/** Docker Hub: a push makes the repository, and pulls are counted. */
export const dockerHubKind: RegistryKind = {
  name: 'docker-hub',
  serves: (host) => host === 'docker.io',
  open: () => ({
    ...PLAIN_SERVICE,
    rateLimitFix: RATE_LIMIT_FIX,
    ensureRepository: async (repository) => {
      if (repository.split('/').length !== 2) throw badRepositoryName(repository, RULE)
      return 'not-needed'
    },
  }),
}
