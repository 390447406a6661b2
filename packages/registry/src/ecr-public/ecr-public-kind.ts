import type { RegistryKind } from '../kinds/registry-kind.js'
import { createAuthorizationSource } from './authorization.js'
import { createEcrPublicApi } from './ecr-public-api.js'
import { RepositoryCreator } from './ensure-repository.js'
import { createHousekeeping } from './housekeeping.js'
import { publishPage } from './publish-page.js'
import { parseRepositoryName } from './repository-name.js'

/** https://docs.aws.amazon.com/AmazonECR/latest/public/public-service-quotas.html: InitiateLayerUpload, a second. */
const UPLOADS_PER_SECOND = 10

/** Amazon ECR Public: repositories are made before the first push, and each has a page in the gallery. */
export const ecrPublicKind: RegistryKind = {
  name: 'ecr-public',
  serves: (host) => host === 'public.ecr.aws',
  open: (context) => {
    const api = createEcrPublicApi(context)
    const keeper = new RepositoryCreator(api)
    return {
      credentials: createAuthorizationSource(api, context),
      ensureRepository: async (repository) => keeper.ensure(parseRepositoryName(repository)),
      publishPage: async (repository, page) => publishPage(api, parseRepositoryName(repository), page),
      uploadsPerSecond: UPLOADS_PER_SECOND,
      housekeeping: createHousekeeping(api),
    }
  },
}
