import type { RegistryService, ServiceContext } from '../kinds/registry-kind.js'
import { createAuthorizationSource } from './authorization.js'
import { createEcrApi, type EcrApi } from './ecr-api.js'
import type { EcrClient, EcrService } from './ecr-service.js'
import { RepositoryCreator } from './ensure-repository.js'
import { createHousekeeping } from './housekeeping.js'

/** What a kind of registry gives that both services have, and the interface for what only one of them has. */
export function openEcr<Client extends EcrClient>(
  service: EcrService<Client>,
  context: ServiceContext,
): { readonly api: EcrApi<Client>; readonly shared: Pick<RegistryService, 'credentials' | 'ensureRepository' | 'housekeeping'> } {
  const api = createEcrApi(service, context)
  const creator = new RepositoryCreator(api)
  return {
    api,
    shared: {
      credentials: createAuthorizationSource(api, context),
      ensureRepository: async (repository) => creator.ensure(service.nameOf(repository)),
      housekeeping: createHousekeeping(api),
    },
  }
}
