import type { EcrPublicApi } from './ecr-public-api.js'

/** How a call says that a repository is there or not. */
const NOT_FOUND = 'RepositoryNotFoundException'
const EXISTS = 'RepositoryAlreadyExistsException'
/** The most a page may hold. */
const PAGE = 1000

/** Makes repositories that are missing. */
export class RepositoryKeeper {
  readonly #ensured = new Map<string, Promise<'present' | 'created'>>()
  #listing: Promise<ReadonlySet<string>> | undefined

  constructor(private readonly api: EcrPublicApi) {}

  /** Each repository once, whoever asks at the same time; a failure is asked about again. */
  ensure(name: string): Promise<'present' | 'created'> {
    const known = this.#ensured.get(name)
    if (known) return known
    const ensured = this.#ensure(name)
    this.#ensured.set(name, ensured)
    ensured.catch(() => this.#ensured.delete(name))
    return ensured
  }

  async #ensure(name: string): Promise<'present' | 'created'> {
    if ((await this.#list()).has(name)) return 'present'
    const describe = { operation: 'DescribeRepositories', doing: `look for the repository ${name}` } as const
    const found = await this.api.callExpecting(describe, NOT_FOUND, (client, options) =>
      client.describeRepositories({ repositoryNames: [name] }, options),
    )
    if (found !== NOT_FOUND) return 'present'
    const create = { operation: 'CreateRepository', doing: `make the repository ${name}` } as const
    const created = await this.api.callExpecting(create, EXISTS, (client, options) =>
      client.createRepository({ repositoryName: name }, options),
    )
    return created === EXISTS ? 'present' : 'created'
  }

  /**
   * One question for all modules of a run: the first page of the registry's repositories. Only what is on it is taken from it; for all
   * else, and where one may not list, each repository is asked about by itself.
   */
  #list(): Promise<ReadonlySet<string>> {
    const call = { operation: 'DescribeRepositories', doing: 'list the repositories' } as const
    this.#listing ??= this.api
      .callExpecting(call, 'AccessDeniedException', (client, options) => client.describeRepositories({ maxResults: PAGE }, options))
      .then(
        (page) => new Set(page === 'AccessDeniedException' ? [] : (page.repositories ?? []).flatMap((each) => each.repositoryName ?? [])),
      )
    const listing = this.#listing
    listing.catch(() => this.#listing === listing && (this.#listing = undefined))
    return listing
  }
}
