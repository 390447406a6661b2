import { ModuleImagesError, rememberAnswer, rememberAnswers } from '@module-images/core'
import { Redactor, Secret } from '../credentials/secret.js'
import { DEFAULT_RETRY_POLICY, type RetryPolicy, withRetry } from '../http/retry.js'
import { DIRECT } from '../http/transport.js'
import type { ServiceContext } from '../kinds/registry-kind.js'
import { registryError } from '../registry-error.js'
import { hasAwsSigns, readJobRole } from './aws-signs.js'
import { createJobRoleProvider } from './job-role.js'
import type { CallOptions, EcrClient, EcrService } from './ecr-service.js'
import type { Call } from './operation.js'
import { createSdkRequestHandler } from './sdk-request-handler.js'
import { type NamedService, notSignedIn, serviceError, type ServiceFailure, toServiceFailure } from './service-failure.js'

const CONNECT_MS = 10_000
const REPLY_MS = 60_000
/** For a service that cannot be reached at all: that must not cost minutes. */
const UNREACHABLE_POLICY: RetryPolicy = { ...DEFAULT_RETRY_POLICY, attempts: 3 }

/** The service's own interface, every call retried, its failures in words. */
export interface EcrApi<Client extends EcrClient = EcrClient> {
  readonly service: EcrService<Client>
  /** @throws ModuleImagesError with an `EcrErrorCode`, or `registry-interrupted` */
  call<T>(call: Call, send: (client: Client, options: CallOptions) => Promise<T>): Promise<T>
  /** The same, but for the exceptions named, which come back as their name. */
  callExpecting<T, E extends string>(call: Call, expected: E, send: (client: Client, options: CallOptions) => Promise<T>): Promise<T | E>
  /** Whether anything shows that somebody is signed in to AWS here. */
  hasSigns(): Promise<boolean>
  /** To be told of secrets that the service hands out, so that no message shows them. */
  readonly redactor: Redactor
}

/** A call that failed, on its way through the retries. */
class CallFailed extends Error {
  constructor(readonly failure: ServiceFailure) {
    super(failure.words === '' ? failure.name : `${failure.name}: ${failure.words}`)
  }
}

/**
 * Signs in by the role that a job of GitHub Actions is to take, else as the SDK finds by its own rules in the process's environment and files; the SDK's
 * variables, the service's own and `AWS_ENDPOINT_URL`, say where another service is to be asked. The SDK is loaded by the first call.
 */
export function createEcrApi<Client extends EcrClient>(service: EcrService<Client>, context: ServiceContext): EcrApi<Client> {
  const redactor = new Redactor()
  const takesRole = readJobRole(context.env) !== undefined
  const clients = rememberAnswers<Client>()
  const connect = () => clients.get('', () => createClient(service, context, redactor))
  const api: EcrApi<Client> = {
    service,
    redactor,
    hasSigns: rememberAnswer(() => hasAwsSigns(context)),
    call: async (call, send) => {
      try {
        return await attempt(call, send)
      } catch (error) {
        throw explain(error, { service, call, context })
      }
    },
    callExpecting: async (call, expected, send) => {
      try {
        return await attempt(call, send)
      } catch (error) {
        if (error instanceof CallFailed && error.failure.name === expected) return expected
        throw explain(error, { service, call, context })
      }
    },
  }
  const attempt: EcrApi<Client>['call'] = async (call, send) => {
    if (!(await api.hasSigns())) throw notSignedIn(service, call)
    const sendOnce = async () => {
      try {
        return await send(await connect(), { abortSignal: context.signal })
      } catch (error) {
        if (context.signal.aborted) throw error
        throw new CallFailed(toServiceFailure(error, (text) => redactor.redact(text)))
      }
    }
    return withRetry(
      async () => {
        try {
          return await sendOnce()
        } catch (error) {
          if (!takesRole || !(error instanceof CallFailed) || error.failure.code !== 'aws-sign-in-refused') throw error
          // The session ended before its time: a new client takes the role anew.
          clients.forget('')
          return sendOnce()
        }
      },
      {
        clock: context.clock,
        signal: context.signal,
        judge: (error) => {
          if (!(error instanceof CallFailed) || !error.failure.isTransient) return undefined
          const policy = error.failure.code === 'ecr-unreachable' ? UNREACHABLE_POLICY : DEFAULT_RETRY_POLICY
          return { policy, retryAfter: error.failure.retryAfter }
        },
        onWait: (wait) => context.onRetry({ host: context.host, operation: `${call.doing} (${call.operation})`, ...wait }),
      },
    )
  }
  return api
}

/** One attempt a call: the waits between attempts are made here, since the SDK's are silent and it waits for hard quotas too. */
async function createClient<Client extends EcrClient>(
  { region, connect }: EcrService<Client>,
  { env, transport, signal }: ServiceContext,
  redactor: Redactor,
): Promise<Client> {
  // The SDK tells whoever is on Node 20 to leave it, in each run. That is for this package to do, whose SDK it is.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true'
  const direct = { connectionTimeout: CONNECT_MS, requestTimeout: REPLY_MS, throwOnRequestTimeout: true }
  const requestHandler = transport === DIRECT ? direct : createSdkRequestHandler(transport, REPLY_MS)
  const role = readJobRole(env)
  const given = role && { credentials: createJobRoleProvider({ role, region, transport, signal, redactor }) }
  const client = await connect({ region, maxAttempts: 1, requestHandler, ...given })
  // A service that quotes a request must not get the signing keys into a message.
  const { secretAccessKey, sessionToken } = await client.config.credentials()
  redactor.remember(new Secret(secretAccessKey))
  if (sessionToken !== undefined) redactor.remember(new Secret(sessionToken))
  return client
}

interface Failed {
  readonly service: NamedService
  readonly call: Call
  readonly context: ServiceContext
}

function explain(error: unknown, { service, call, context: { host, signal } }: Failed): unknown {
  const purpose = { host, operation: `${call.doing} (${call.operation})` }
  if (signal.aborted) return registryError('registry-interrupted', purpose, { why: 'the run was interrupted' })
  if (error instanceof ModuleImagesError || !(error instanceof CallFailed)) return error
  return serviceError(service, error.failure, call)
}
