import { openEcr } from '../aws/open-ecr.js'
import { PLAIN_SERVICE, type RegistryKind } from '../kinds/registry-kind.js'
import { ecrPublicService } from './ecr-public-service.js'
import { publishPage } from './publish-page.js'
import { parseRepositoryName } from './repository-name.js'

/** https://docs.aws.amazon.com/AmazonECR/latest/public/public-service-quotas.html: InitiateLayerUpload, a second. */
const UPLOADS_PER_SECOND = 10

/** Amazon ECR Public: repositories are made before the first push, and each has a page in the gallery. */
export const ecrPublicKind: RegistryKind = {
  name: 'ecr-public',
  serves: (host) => host === 'public.ecr.aws',
  open: (context) => {
    const { api, shared } = openEcr(ecrPublicService, context)
    return {
      ...PLAIN_SERVICE,
      ...shared,
      publishPage: async (repository, readPage) => publishPage(api, parseRepositoryName(repository), await readPage()),
      uploadsPerSecond: UPLOADS_PER_SECOND,
    }
  },
}
