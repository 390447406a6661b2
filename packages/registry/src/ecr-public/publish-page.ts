import type { ECRPUBLIC } from '@aws-sdk/client-ecr-public'
import type { EcrApi } from '../aws/ecr-api.js'
import type { RepositoryPage } from '../kinds/registry-kind.js'
import { differsFrom, planCatalogData } from './catalog-data.js'

const NONE = 'RepositoryCatalogDataNotFoundException'

/** Writes a repository's page in the gallery where it differs from what is there. */
export async function publishPage(api: EcrApi<ECRPUBLIC>, name: string, page: RepositoryPage): Promise<'written' | 'unchanged'> {
  const catalogData = planCatalogData(page)
  const get = { operation: 'GetRepositoryCatalogData', doing: `read the gallery page of ${name}` } as const
  const found = await api.callExpecting(get, NONE, (client, options) => client.getRepositoryCatalogData({ repositoryName: name }, options))
  if (!differsFrom(catalogData, found === NONE ? undefined : found.catalogData)) return 'unchanged'
  const put = { operation: 'PutRepositoryCatalogData', doing: `write the gallery page of ${name}` } as const
  await api.call(put, (client, options) => client.putRepositoryCatalogData({ repositoryName: name, catalogData }, options))
  return 'written'
}
