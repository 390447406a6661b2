import { ModuleImagesError } from '@module-images/core'

const NAME = /^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/
const MIN_LENGTH = 2
const MAX_LENGTH = 205

/**
 * The service's name of a repository, which leaves out the registry's alias: `hello-r` of `openscpca/hello-r`.
 * Rule: https://docs.aws.amazon.com/AmazonECRPublic/latest/APIReference/API_CreateRepository.html
 *
 * @param repository as images name it, without host
 * @throws ModuleImagesError `bad-repository-name` with the rule
 */
export function parseRepositoryName(repository: string): string {
  const slash = repository.indexOf('/')
  const name = repository.slice(slash + 1)
  if (slash > 0 && name.length >= MIN_LENGTH && name.length <= MAX_LENGTH && NAME.test(name)) return name
  throw new ModuleImagesError({
    code: 'bad-repository-name',
    kind: 'input',
    message: `ECR Public takes no repository '${repository}'.`,
    fix:
      `A repository there is ALIAS/NAME, and NAME has ${MIN_LENGTH} to ${MAX_LENGTH} characters: ` +
      'lower-case letters and digits, with single . _ - / between them.',
  })
}
