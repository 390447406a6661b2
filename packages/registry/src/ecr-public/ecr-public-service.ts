import type { ECRPUBLIC } from '@aws-sdk/client-ecr-public'
import type { EcrService } from '../aws/ecr-service.js'
import { parseRepositoryName } from './repository-name.js'

/** Amazon ECR Public: one registry for all, each account with an alias in it, and repositories that anybody may read. */
export const ecrPublicService: EcrService<ECRPUBLIC> = {
  title: 'ECR Public',
  // The one region whose endpoint has GetAuthorizationToken, whatever region the environment works in.
  region: 'us-east-1',
  registryId: undefined,
  endpointVariable: 'AWS_ENDPOINT_URL_ECR_PUBLIC',
  reference: 'AmazonECRPublic',
  permissions: {
    GetAuthorizationToken: ['ecr-public:GetAuthorizationToken', 'sts:GetServiceBearerToken'],
    DescribeRepositories: ['ecr-public:DescribeRepositories'],
    CreateRepository: ['ecr-public:CreateRepository'],
    GetRepositoryCatalogData: ['ecr-public:GetRepositoryCatalogData'],
    PutRepositoryCatalogData: ['ecr-public:PutRepositoryCatalogData'],
    DescribeImages: ['ecr-public:DescribeImages'],
    BatchDeleteImage: ['ecr-public:BatchDeleteImage'],
  },
  isPublic: true,
  nameOf: parseRepositoryName,
  connect: async (config) => {
    const { ECRPUBLIC } = await import('@aws-sdk/client-ecr-public')
    return new ECRPUBLIC(config)
  },
  getAuthorization: async (client, options) => (await client.getAuthorizationToken({}, options)).authorizationData,
}
