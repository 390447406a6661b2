import type { ECR } from '@aws-sdk/client-ecr'
import { ModuleImagesError } from '@module-images/core'
import type { EcrService } from '../aws/ecr-service.js'
import { checkRepositoryName } from '../aws/repository-name.js'
import type { ServiceContext } from '../kinds/registry-kind.js'
import { type EcrHost, parseEcrHost } from './ecr-host.js'

const TITLE = 'Amazon ECR'
/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html */
const RULE = { title: TITLE, form: 'NAME', maxLength: 256 }

/** What each operation takes. */
export const PERMISSIONS = {
  GetAuthorizationToken: ['ecr:GetAuthorizationToken'],
  DescribeRepositories: ['ecr:DescribeRepositories'],
  CreateRepository: ['ecr:CreateRepository'],
  DescribeImages: ['ecr:DescribeImages'],
  BatchDeleteImage: ['ecr:BatchDeleteImage'],
} as const satisfies EcrService['permissions']

/**
 * The private registry of one account in one region. Its host tells both: repositories are made in that account or in none.
 *
 * @throws ModuleImagesError `ecr-region-missing` where neither the host nor the environment tells the region
 */
export function createEcrService({ host, env }: Pick<ServiceContext, 'host' | 'env'>): EcrService<ECR> {
  const named = parseEcrHost(host)
  return {
    title: TITLE,
    region: named?.region ?? regionOf(host, env),
    registryId: named?.account,
    endpointVariable: 'AWS_ENDPOINT_URL_ECR',
    reference: 'AmazonECR',
    permissions: PERMISSIONS,
    isPublic: false,
    nameOf: (repository) => checkRepositoryName(repository, repository, RULE),
    connect: async (config) => {
      const { ECR } = await import('@aws-sdk/client-ecr')
      return new ECR({ ...config, ...endpointOf(named) })
    },
    // One sign-in serves every registry that its identity may use.
    getAuthorization: async (client, options) => (await client.getAuthorizationToken({}, options)).authorizationData?.[0],
  }
}

function endpointOf(named: EcrHost | undefined): Pick<EcrHost, 'useFipsEndpoint' | 'useDualstackEndpoint'> | undefined {
  return named && { useFipsEndpoint: named.useFipsEndpoint, useDualstackEndpoint: named.useDualstackEndpoint }
}

/** For a host that stands before the registry. */
function regionOf(host: string, env: ServiceContext['env']): string {
  const region = env['AWS_REGION'] || env['AWS_DEFAULT_REGION']
  if (region) return region
  throw new ModuleImagesError({
    code: 'ecr-region-missing',
    kind: 'environment',
    message: `${host} is to be a registry of Amazon ECR, and does not tell its region.`,
    fix: 'Set AWS_REGION, or name the registry by its own host: 123456789012.dkr.ecr.eu-west-1.amazonaws.com',
  })
}
