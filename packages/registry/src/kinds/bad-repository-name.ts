import { ModuleImagesError } from '@module-images/core'

/** How a registry wants its repositories named, in words for a person. */
export interface NameRule {
  /** `Docker Hub` */
  readonly title: string
  /** `A repository there is NAMESPACE/NAME.` */
  readonly rule: string
}

/** Known before anything is sent. @param repository as images name it, without host */
export function badRepositoryName(repository: string, { title, rule }: NameRule): ModuleImagesError {
  return new ModuleImagesError({
    code: 'bad-repository-name',
    kind: 'input',
    message: `${title} takes no repository '${repository}'.`,
    fix: rule,
  })
}
