/** What tells the stand-ins of Amazon's two services for images apart, on the wire. */
export interface EcrProfile {
  /** Before the operation, in `x-amz-target`. */
  readonly target: string
  /** What requests are signed for. */
  readonly signingName: string
  /** The one region that takes requests. */
  readonly region: string
  /** What repositories are named below in references; undefined where they are not. */
  readonly alias: string | undefined
  /** Before the name of an exception. */
  readonly errorNamespace: string
  /** What permissions begin with. */
  readonly permissionPrefix: string
  /** Permissions beside its own that a sign-in takes. */
  readonly signInPermissions: readonly string[]
  readonly describeAuthorization: (data: object) => object
  /** The SDK's variable for another address. */
  readonly endpointVariable: string
  /** Refused where a request names another: whose registry it is. */
  readonly account: string
}

export const ECR_PUBLIC: EcrProfile = {
  target: 'SpencerFrontendService.',
  signingName: 'ecr-public',
  region: 'us-east-1',
  alias: 'openscpca',
  errorNamespace: 'com.amazonaws.ecrpublic',
  permissionPrefix: 'ecr-public',
  signInPermissions: ['sts:GetServiceBearerToken'],
  describeAuthorization: (authorizationData) => ({ authorizationData }),
  endpointVariable: 'AWS_ENDPOINT_URL_ECR_PUBLIC',
  account: '123456789012',
}

/** A private registry in Ireland. */
export const ECR: EcrProfile = {
  target: 'AmazonEC2ContainerRegistry_V20150921.',
  signingName: 'ecr',
  region: 'eu-west-1',
  alias: undefined,
  errorNamespace: 'com.amazonaws.ecr',
  permissionPrefix: 'ecr',
  signInPermissions: [],
  describeAuthorization: (data) => ({ authorizationData: [data] }),
  endpointVariable: 'AWS_ENDPOINT_URL_ECR',
  account: '123456789012',
}
