import { openEcr } from '../aws/open-ecr.js'
import { PLAIN_SERVICE, type RegistryKind } from '../kinds/registry-kind.js'
import { parseEcrHost } from './ecr-host.js'
import { createEcrService } from './ecr-service.js'

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html: InitiateLayerUpload, a second. */
const UPLOADS_PER_SECOND = 100

/** Amazon ECR's private registries: repositories are made before the first push, and nothing is read without a sign-in. */
export const ecrKind: RegistryKind = {
  name: 'ecr',
  serves: (host) => parseEcrHost(host) !== undefined,
  open: (context) => ({
    ...PLAIN_SERVICE,
    ...openEcr(createEcrService(context), context).shared,
    uploadsPerSecond: UPLOADS_PER_SECOND,
  }),
}
