import { rememberAnswer, rememberAnswers } from '@module-images/core'
import type { EcrApi } from './ecr-api.js'
import { type EcrService, ofRegistry } from './ecr-service.js'

/** How a call says that a repository is there or not. */
const NOT_FOUND = 'RepositoryNotFoundException'
const EXISTS = 'RepositoryAlreadyExistsException'
/** The most a page may hold. */
const PAGE = 1000

/** What calls about repositories take. */
export interface RepositoryApi extends Pick<EcrApi, 'call' | 'callExpecting'> {
  readonly service: Pick<EcrService, 'registryId' | 'nameOf'>
}

/** Makes repositories that are missing. */
export class RepositoryCreator {
  readonly #ensured = rememberAnswers<'present' | 'created'>()
  /** One question for all modules of a run. */
  readonly #list = rememberAnswer(() => this.#listFirstPage())

  constructor(private readonly api: RepositoryApi) {}

  /** Each repository once, whoever asks at the same time; a failure is asked about again. */
  ensure(name: string): Promise<'present' | 'created'> {
    return this.#ensured.get(name, () => this.#ensure(name))
  }

  async #ensure(name: string): Promise<'present' | 'created'> {
    if ((await this.#list()).has(name)) return 'present'
    const describe = { operation: 'DescribeRepositories', doing: `look for the repository ${name}` } as const
    const found = await this.api.callExpecting(describe, NOT_FOUND, (client, options) =>
      client.describeRepositories({ ...ofRegistry(this.api.service), repositoryNames: [name] }, options),
    )
    if (found !== NOT_FOUND) return 'present'
    const create = { operation: 'CreateRepository', doing: `make the repository ${name}` } as const
    const created = await this.api.callExpecting(create, EXISTS, (client, options) =>
      client.createRepository({ ...ofRegistry(this.api.service), repositoryName: name }, options),
    )
    return created === EXISTS ? 'present' : 'created'
  }

  /**
   * The first page of the registry's repositories. Only what is on it is taken from it; for all else, and where one may not list, each
   * repository is asked about by itself.
   */
  async #listFirstPage(): Promise<ReadonlySet<string>> {
    const call = { operation: 'DescribeRepositories', doing: 'list the repositories' } as const
    const page = await this.api.callExpecting(call, 'AccessDeniedException', (client, options) =>
      client.describeRepositories({ ...ofRegistry(this.api.service), maxResults: PAGE }, options),
    )
    return new Set(page === 'AccessDeniedException' ? [] : (page.repositories ?? []).flatMap((each) => each.repositoryName ?? []))
  }
}
