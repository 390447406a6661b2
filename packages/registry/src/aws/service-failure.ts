import { ModuleImagesError } from '@module-images/core'
import { ExchangeFailure } from '../http/exchange-failure.js'
import { cleanErrorText } from '../registry-error-body.js'
import type { EcrService } from './ecr-service.js'
import type { Call, Operation } from './operation.js'

/** What callers may switch on. */
export type EcrErrorCode =
  | 'ecr-denied'
  | 'ecr-limit-exceeded'
  | 'ecr-throttled'
  | 'ecr-failing'
  | 'ecr-unreachable'
  | 'ecr-refused'
  | 'ecr-bad-reply'
  | 'aws-sign-in-missing'
  | 'aws-sign-in-refused'
  | 'aws-role-refused'

/** One failed call, as far as it may be shown: never the SDK's own error, which holds the reply and with it perhaps a token. */
export interface ServiceFailure {
  readonly code: EcrErrorCode
  /** Such as `AccessDeniedException`; of a broken connection, its system code. */
  readonly name: string
  readonly words: string
  /** Whether the same call may fare better later. */
  readonly isTransient: boolean
  readonly retryAfter: string | undefined
  /** Who failed, where that is another than the service. */
  readonly asked?: string | undefined
}

/** A role that could not be taken, for a reason that may pass or not. */
export class RoleNotTaken extends Error {
  /** @param asked who was asked: `AWS STS's AssumeRoleWithWebIdentity` */
  constructor(
    readonly asked: string,
    cause: unknown,
  ) {
    super('The role was not taken.', { cause })
    this.name = 'RoleNotTaken'
  }
}

/** A hard quota, which waiting does not raise, though the SDK counts it among throttling. */
const LIMIT = 'LimitExceededException'
const DENIED = new Set(['AccessDeniedException', 'AccessDenied', 'UnauthorizedOperation'])
const SIGN_IN_REFUSED = new Set([
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'ExpiredTokenException',
  'ExpiredToken',
  'IncompleteSignature',
  'MissingAuthenticationTokenException',
])
const THROTTLED = new Set([
  'ThrottlingException',
  'Throttling',
  'ThrottledException',
  'TooManyRequestsException',
  'RequestThrottled',
  'RequestThrottledException',
  'RequestLimitExceeded',
  'SlowDown',
])
/** A provider of identities that AWS could not reach: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html#API_AssumeRoleWithWebIdentity_Errors */
const IDENTITY_UNREACHED = 'IDPCommunicationErrorException'
const NO_CONNECTION = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])
const BROKEN_CONNECTION = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'TimeoutError', 'RequestTimeout', 'RequestTimeoutException'])
/** The providers of credentials and of tokens for them that found none. */
const SIGN_IN_MISSING = new Set(['CredentialsProviderError', 'TokenProviderError', 'ProviderError'])

/** Sorts what the SDK throws. Names: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/CommonErrors.html */
export function toServiceFailure(error: unknown, redact: (text: string) => string): ServiceFailure {
  if (error instanceof RoleNotTaken) {
    const failure = toServiceFailure(error.cause, redact)
    return { ...failure, asked: error.asked, code: failure.isTransient ? failure.code : 'aws-role-refused' }
  }
  const { name, status, message, retryAfter } = readSdkError(error)
  const code = codeOf(name, status)
  const isTransient = code === 'ecr-throttled' || code === 'ecr-failing' || code === 'ecr-unreachable'
  return { code, name: cleanErrorText(name), words: cleanErrorText(redact(message)), isTransient, retryAfter }
}

function codeOf(name: string, status: number | undefined): EcrErrorCode {
  if (name === LIMIT) return 'ecr-limit-exceeded'
  if (DENIED.has(name)) return 'ecr-denied'
  if (SIGN_IN_REFUSED.has(name)) return 'aws-sign-in-refused'
  if (SIGN_IN_MISSING.has(name)) return 'aws-sign-in-missing'
  if (THROTTLED.has(name) || status === 429) return 'ecr-throttled'
  if (NO_CONNECTION.has(name) || BROKEN_CONNECTION.has(name)) return 'ecr-unreachable'
  if (name === IDENTITY_UNREACHED || (status !== undefined && status >= 500)) return 'ecr-failing'
  return status !== undefined && status >= 400 ? 'ecr-refused' : 'ecr-bad-reply'
}

interface SdkError {
  readonly name: string
  readonly status: number | undefined
  readonly message: string
  readonly retryAfter: string | undefined
}

function readSdkError(error: unknown): SdkError {
  if (!(error instanceof Error)) return { name: 'Error', status: undefined, message: String(error), retryAfter: undefined }
  if (error instanceof ExchangeFailure)
    return { name: error.isTransient ? 'ECONNRESET' : 'Error', status: undefined, message: error.message, retryAfter: undefined }
  const { code, $metadata, $response } = error as Error & {
    readonly code?: unknown
    readonly $metadata?: { readonly httpStatusCode?: number }
    readonly $response?: { readonly headers?: Readonly<Record<string, string>> }
  }
  const name = typeof code === 'string' && (error.name === 'Error' || NO_CONNECTION.has(code)) ? code : error.name
  const message = error instanceof AggregateError && error.message === '' ? name : error.message
  return { name, status: $metadata?.httpStatusCode, message, retryAfter: $response?.headers?.['retry-after'] }
}

/** What messages say of a service. */
export type NamedService = Pick<EcrService, 'title' | 'endpointVariable' | 'reference' | 'permissions'>

/** The words of a failure for a person: operation, the service's own message, and what to do. */
export function serviceError(
  service: NamedService,
  { code, name, words, asked }: ServiceFailure,
  { operation, doing }: Call,
): ModuleImagesError {
  const failure = words === '' || words === name ? name : `${name}, "${words}"`
  const message = `Could not ${doing}: ${asked ?? `${service.title}'s ${operation}`} failed with ${failure}.`
  const kind = code.startsWith('aws-') ? 'environment' : 'remote'
  return new ModuleImagesError({ code, kind, message, fix: fixOf(service, code, operation) })
}

function fixOf(service: NamedService, code: EcrErrorCode, operation: Operation): string {
  switch (code) {
    case 'ecr-denied':
      return `The AWS identity of this run needs the ${permissionsOf(service, operation)}.`
    case 'ecr-limit-exceeded':
      return 'This is a quota of the account, which waiting does not change: ask AWS to raise it, or delete what is no longer used.'
    case 'ecr-throttled':
    case 'ecr-failing':
      return 'Run it again later: what is done is kept.'
    case 'ecr-unreachable':
      return `Check the connection, and ${service.endpointVariable} if it is set.`
    case 'aws-sign-in-missing':
      return SIGN_IN_FIX
    case 'aws-sign-in-refused':
      return `Renew the sign-in to AWS; it then needs the ${permissionsOf(service, operation)}.`
    case 'aws-role-refused':
      return ROLE_FIX
    case 'ecr-refused':
      return `What this operation takes: https://docs.aws.amazon.com/${service.reference}/latest/APIReference/API_${operation}.html`
    case 'ecr-bad-reply':
      return badReplyFix(service)
  }
}

function badReplyFix({ endpointVariable }: NamedService): string {
  return `Run it again; if it stays so, see what stands between here and AWS: a proxy, or ${endpointVariable} if it is set.`
}

const SIGN_IN_FIX =
  'Sign in to AWS: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; ' +
  'in GitHub Actions, set AWS_ROLE_ARN and give the job the permission id-token: write. ' +
  'To publish with a "docker login" alone, to repositories that exist already, set MODULE_IMAGES_REGISTRY_KIND=oci.'

const ROLE_FIX =
  "See that AWS_ROLE_ARN is the role's, and that its trust policy lets this repository, workflow and environment take it, for the audience " +
  'sts.amazonaws.com or that of MODULE_IMAGES_AWS_AUDIENCE.'

function permissionsOf({ permissions }: NamedService, operation: Operation): string {
  const names = permissions[operation] ?? []
  return `${names.length > 1 ? 'permissions' : 'permission'} ${names.join(' and ')}`
}

/** Nothing shows that anybody is signed in to AWS, so nothing was asked. */
export function notSignedIn({ title }: NamedService, { operation, doing }: Call): ModuleImagesError {
  const message = `Could not ${doing}: ${title}'s ${operation} takes a sign-in to AWS, and there is none.`
  return new ModuleImagesError({ code: 'aws-sign-in-missing', kind: 'environment', message, fix: SIGN_IN_FIX })
}

/** The service answered, and gave no sign-in. */
export function unreadableSignIn(service: NamedService, { operation, doing }: Call): ModuleImagesError {
  const message = `Could not ${doing}: ${service.title}'s ${operation} gave no sign-in that can be read.`
  return new ModuleImagesError({ code: 'ecr-bad-reply', kind: 'remote', message, fix: badReplyFix(service) })
}
