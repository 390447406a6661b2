import { badRepositoryName } from '../kinds/bad-repository-name.js'

const NAME = /^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/
const MIN_LENGTH = 2

/** How a service wants its repositories named. */
export interface EcrNameRule {
  /** For messages: `ECR Public`. */
  readonly title: string
  /** What images name, before their tag: `ALIAS/NAME`. */
  readonly form: string
  readonly maxLength: number
}

/**
 * Both services take the same names, of different lengths.
 *
 * @param name as the service has it; undefined where the repository does not have the form
 * @param repository as images name it, without host
 * @throws ModuleImagesError `bad-repository-name` with the rule
 */
export function checkRepositoryName(name: string | undefined, repository: string, { title, form, maxLength }: EcrNameRule): string {
  if (name !== undefined && name.length >= MIN_LENGTH && name.length <= maxLength && NAME.test(name)) return name
  const rule =
    `A repository there is ${form}, and NAME has ${MIN_LENGTH} to ${maxLength} characters: ` +
    'lower-case letters and digits, with single . _ - / between them.'
  throw badRepositoryName(repository, { title, rule })
}
