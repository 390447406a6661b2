import type { ECRClientConfig } from '@aws-sdk/client-ecr'
import type { Operation } from './operation.js'

/** Options of one call of the SDK. */
export interface CallOptions {
  readonly abortSignal: AbortSignal
}

/** Whose registry a call is about, where it may be another account's than the caller's. */
interface OfRegistry {
  readonly registryId?: string
}

/** The calls that both of Amazon's services for images have, in the SDK's own names. */
export interface EcrClient {
  readonly config: { readonly credentials: () => Promise<{ readonly secretAccessKey: string; readonly sessionToken?: string | undefined }> }
  describeRepositories(
    input: OfRegistry & { repositoryNames?: string[]; maxResults?: number },
    options: CallOptions,
  ): Promise<{ readonly repositories?: readonly { readonly repositoryName?: string | undefined }[] | undefined }>
  createRepository(input: OfRegistry & { repositoryName: string }, options: CallOptions): Promise<unknown>
  describeImages(
    input: OfRegistry & { repositoryName: string; maxResults: number; nextToken?: string },
    options: CallOptions,
  ): Promise<{ readonly imageDetails?: readonly ImageDetail[] | undefined; readonly nextToken?: string | undefined }>
  batchDeleteImage(
    input: OfRegistry & { repositoryName: string; imageIds: { imageDigest: string }[] },
    options: CallOptions,
  ): Promise<{ readonly failures?: readonly ImageFailure[] | undefined }>
}

interface ImageDetail {
  readonly imageDigest?: string | undefined
  readonly imageTags?: readonly string[] | undefined
  readonly imagePushedAt?: Date | undefined
  readonly imageSizeInBytes?: number | undefined
}

interface ImageFailure {
  readonly imageId?: { readonly imageDigest?: string | undefined } | undefined
  readonly failureCode?: string | undefined
  readonly failureReason?: string | undefined
}

/** A sign-in to the registry, as the service hands it out. */
export interface AuthorizationData {
  /** Base64 of user name and password, with a colon between them. */
  readonly authorizationToken?: string | undefined
  readonly expiresAt?: Date | undefined
}

/** What tells one of the two services from the other. */
export interface EcrService<Client extends EcrClient = EcrClient> {
  /** For messages: `ECR Public`. */
  readonly title: string
  /** Asked, and where roles are taken: `us-east-1`. */
  readonly region: string
  /** Calls about repositories name it: undefined for the caller's own registry. */
  readonly registryId: string | undefined
  /** The SDK's variable that says where another service is to be asked. */
  readonly endpointVariable: string
  /** What the documentation of its operations is filed under. */
  readonly reference: string
  /** What each operation takes; one that is not here does not exist. */
  readonly permissions: Readonly<Partial<Record<Operation, readonly string[]>>>
  /** Whether what it holds is for everybody to read: then a role is taken no earlier than a push needs it. */
  readonly isPublic: boolean
  /** Its own name of a repository that images name without host. @throws ModuleImagesError `bad-repository-name` */
  readonly nameOf: (repository: string) => string
  /** Loads the SDK. */
  readonly connect: (config: ClientConfig) => Promise<Client>
  readonly getAuthorization: (client: Client, options: CallOptions) => Promise<AuthorizationData | undefined>
}

/** What both of the SDK's clients are made with. */
export type ClientConfig = Pick<ECRClientConfig, 'region' | 'maxAttempts' | 'requestHandler' | 'credentials'>

/** A spread that names the registry where it has to be named. */
export function ofRegistry({ registryId }: Pick<EcrService, 'registryId'>): OfRegistry {
  return registryId === undefined ? {} : { registryId }
}
