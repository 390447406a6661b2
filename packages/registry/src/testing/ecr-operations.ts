import { randomBytes } from 'node:crypto'
import type { EcrProfile } from './ecr-profile.js'
import type { CatalogRecord, EcrState, ImageRecord, RepositoryRecord, ServiceFault } from './ecr-state.js'

/** What the operations take of the server around them. */
export interface OperationContext {
  readonly state: EcrState
  readonly profile: EcrProfile
  /** Has the registry take a new password. */
  readonly admit: (password: string) => Promise<void>
  readonly deleteManifest: (name: string, digest: string) => Promise<void>
}

export interface OperationReply {
  readonly status: number
  readonly body: object
}

interface Input {
  readonly registryId?: string
  readonly repositoryName?: string
  readonly repositoryNames?: readonly string[]
  readonly maxResults?: number
  readonly nextToken?: string
  readonly catalogData?: CatalogRecord
  readonly imageIds?: readonly { readonly imageDigest?: string; readonly imageTag?: string }[]
}

class Fault extends Error {
  constructor(readonly fault: ServiceFault) {
    super(fault.message)
  }
}

const OPERATIONS: Readonly<Record<string, (input: Input, context: OperationContext) => object | Promise<object>>> = {
  GetAuthorizationToken: async (_input, { state, admit, profile }) => {
    const password = `eyJ${randomBytes(32).toString('base64url')}`
    await admit(password)
    const token = Buffer.from(`AWS:${password}`).toString('base64')
    const expiresAt = Date.now() + state.tokenLifeMs
    const isEnding = state.endingSignIns > 0
    if (isEnding) state.endingSignIns -= 1
    state.issued.push({ password, token, expiresAt: isEnding ? 0 : expiresAt })
    return profile.describeAuthorization({ authorizationToken: token, expiresAt: expiresAt / 1000 })
  },
  DescribeRepositories: ({ repositoryNames, maxResults, nextToken }, context) => {
    if (repositoryNames !== undefined && (maxResults !== undefined || nextToken !== undefined)) {
      throw refuse('InvalidParameterException', 'maxResults and nextToken cannot be used with repositoryNames.')
    }
    if ((repositoryNames?.length ?? 0) > 100) throw refuse('InvalidParameterException', 'At most 100 repositoryNames.')
    if (repositoryNames) return { repositories: repositoryNames.map((name) => describe(find(name, context), context)) }
    const { items, next } = pageOf([...context.state.repositories.values()], maxResults ?? 100, nextToken, context)
    return { repositories: items.map((each) => describe(each, context)), ...next }
  },
  CreateRepository: ({ repositoryName = '', catalogData }, context) => {
    const { state, profile } = context
    if (!/^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/.test(repositoryName) || repositoryName.length < 2) {
      throw refuse('InvalidParameterException', `Invalid parameter at 'repositoryName' failed to satisfy constraint: '${repositoryName}'`)
    }
    if (state.repositories.has(repositoryName)) {
      throw refuse(
        'RepositoryAlreadyExistsException',
        `The repository with name '${repositoryName}' already exists in the registry with id '${profile.account}'`,
      )
    }
    if (state.repositories.size >= state.repositoryLimit) {
      throw refuse('LimitExceededException', `The maximum number of repositories of ${state.repositoryLimit} has been reached.`)
    }
    const record = state.addRepository(repositoryName)
    if (catalogData) record.catalogData = checkCatalogData(catalogData)
    return { repository: describe(record, context), ...(catalogData === undefined ? {} : { catalogData: showCatalogData(record) }) }
  },
  GetRepositoryCatalogData: ({ repositoryName = '' }, context) => {
    const record = find(repositoryName, context)
    if (record.catalogData === undefined) {
      throw refuse('RepositoryCatalogDataNotFoundException', `No catalog data found for the repository '${repositoryName}'`)
    }
    return { catalogData: showCatalogData(record) }
  },
  PutRepositoryCatalogData: ({ repositoryName = '', catalogData = {} }, context) => {
    const record = find(repositoryName, context)
    record.catalogData = checkCatalogData(catalogData)
    return { catalogData: showCatalogData(record) }
  },
  DescribeImages: ({ repositoryName = '', maxResults, nextToken }, context) => {
    const images = [...find(repositoryName, context).images.values()]
    const { items, next } = pageOf(images, maxResults ?? 100, nextToken, context)
    const imageDetails = items.map(({ digest, tags, pushedAt, bytes }) => ({
      repositoryName,
      registryId: context.profile.account,
      imageDigest: digest,
      ...(tags.size === 0 ? {} : { imageTags: [...tags] }),
      imageSizeInBytes: bytes,
      imagePushedAt: pushedAt / 1000,
    }))
    return { imageDetails, ...next }
  },
  BatchDeleteImage: async ({ repositoryName = '', imageIds = [] }, context) => {
    if (imageIds.length > 100) throw refuse('InvalidParameterException', 'At most 100 imageIds.')
    const { images } = find(repositoryName, context)
    const failures: object[] = []
    for (const imageId of imageIds) {
      const digest = imageId.imageDigest ?? ''
      const failure = deletionFailure(digest, images)
      if (failure) failures.push({ imageId, ...failure })
      else {
        await context.deleteManifest(repositoryName, digest)
        images.delete(digest)
      }
    }
    return { imageIds: imageIds.filter(({ imageDigest = '' }) => !images.has(imageDigest)), failures }
  },
}

/** Runs one call as the service would: permission first, then throttling, then the operation. */
export async function runOperation(operation: string, input: Input, context: OperationContext): Promise<OperationReply> {
  const { state } = context
  state.calls.push([operation, input.repositoryName ?? input.repositoryNames?.join(',')].filter((part) => part !== undefined).join(' '))
  try {
    refuseAsTold(operation, context)
    refuseOtherRegistry(input, context)
    const run = OPERATIONS[operation]
    if (!run) throw refuse('UnknownOperationException', operation)
    return { status: 200, body: await run(input, context) }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    const { status, name, message } = error.fault
    return { status, body: { __type: `${context.profile.errorNamespace}#${name}`, message } }
  }
}

function refuseAsTold(operation: string, { state, profile }: OperationContext): void {
  const denied = [`${profile.permissionPrefix}:${operation}`, ...(operation === 'GetAuthorizationToken' ? profile.signInPermissions : [])]
  const action = denied.find((name) => state.denied.has(name))
  if (action !== undefined) {
    const who = `arn:aws:sts::${profile.account}:assumed-role/publisher/run`
    throw refuse(
      'AccessDeniedException',
      `User: ${who} is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`,
    )
  }
  const left = state.throttled.get(operation) ?? 0
  if (left > 0) {
    state.throttled.set(operation, left - 1)
    throw refuse('ThrottlingException', 'Rate exceeded')
  }
  const fault = state.faults.get(operation)
  if (fault) throw new Fault(fault)
}

/** As of an account that lets nobody else in. */
function refuseOtherRegistry({ registryId }: Input, { profile }: OperationContext): void {
  if (registryId === undefined || registryId === profile.account) return
  throw refuse('RegistryNotFoundException', `The registry with id '${registryId}' does not exist`)
}

function refuse(name: string, message: string): Fault {
  return new Fault({ status: 400, name, message })
}

function find(name: string, { state, profile }: OperationContext): RepositoryRecord {
  const record = state.repositories.get(name)
  if (record) return record
  throw refuse(
    'RepositoryNotFoundException',
    `The repository with name '${name}' does not exist in the registry with id '${profile.account}'`,
  )
}

function describe({ name, createdAt }: RepositoryRecord, { profile: { account, alias, permissionPrefix, region } }: OperationContext) {
  return {
    repositoryArn: `arn:aws:${permissionPrefix}::${account}:repository/${name}`,
    registryId: account,
    repositoryName: name,
    repositoryUri: alias === undefined ? `${account}.dkr.ecr.${region}.amazonaws.com/${name}` : `public.ecr.aws/${alias}/${name}`,
    createdAt: createdAt / 1000,
  }
}

/** Limits: https://docs.aws.amazon.com/AmazonECRPublic/latest/APIReference/API_RepositoryCatalogDataInput.html */
function checkCatalogData(data: CatalogRecord): CatalogRecord {
  const sizes: [number, number, string][] = [
    [Buffer.byteLength(data.description ?? ''), 1024, 'description'],
    [Buffer.byteLength(data.aboutText ?? ''), 25_600, 'aboutText'],
    [Buffer.byteLength(data.usageText ?? ''), 25_600, 'usageText'],
    [Buffer.from(data.logoImageBlob ?? '', 'base64').byteLength, 512_000, 'logoImageBlob'],
  ]
  const [tooLarge] = sizes.filter(([size, limit]) => size > limit)
  if (tooLarge) throw refuse('InvalidParameterException', `Invalid parameter at '${tooLarge[2]}': longer than ${tooLarge[1]}`)
  return data
}

function showCatalogData({ name, catalogData = {} }: RepositoryRecord) {
  const { logoImageBlob, ...rest } = catalogData
  return { ...rest, ...(logoImageBlob === undefined ? {} : { logoUrl: `https://gallery.example/logo/${name}` }) }
}

function pageOf<T>(all: readonly T[], wanted: number, nextToken: string | undefined, { state }: OperationContext) {
  const start = nextToken === undefined ? 0 : Number(Buffer.from(nextToken, 'base64').toString())
  if (!Number.isInteger(start)) throw refuse('InvalidParameterException', 'The nextToken is invalid.')
  const end = start + Math.min(wanted, state.pageSize)
  const next = end < all.length ? { nextToken: Buffer.from(String(end)).toString('base64') } : {}
  return { items: all.slice(start, end), next }
}

function deletionFailure(digest: string, images: ReadonlyMap<string, ImageRecord>) {
  if (!images.has(digest)) return { failureCode: 'ImageNotFound', failureReason: 'Requested image not found' }
  const isPart = [...images.values()].some(({ children }) => children.includes(digest))
  if (!isPart) return undefined
  return { failureCode: 'ImageReferencedByManifestList', failureReason: 'Requested image referenced by manifest list' }
}
