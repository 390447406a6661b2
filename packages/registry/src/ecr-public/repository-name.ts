import { checkRepositoryName } from '../aws/repository-name.js'

/** https://docs.aws.amazon.com/AmazonECRPublic/latest/APIReference/API_CreateRepository.html */
const RULE = { title: 'ECR Public', form: 'ALIAS/NAME', maxLength: 205 }

/**
 * The service's name of a repository, which leaves out the registry's alias: `hello-r` of `openscpca/hello-r`.
 *
 * @param repository as images name it, without host
 * @throws ModuleImagesError `bad-repository-name` with the rule
 */
export function parseRepositoryName(repository: string): string {
  const slash = repository.indexOf('/')
  return checkRepositoryName(slash > 0 ? repository.slice(slash + 1) : undefined, repository, RULE)
}
