import type { fromWebToken as FromWebToken } from '@aws-sdk/credential-providers'
import * as v from 'valibot'
import { type Redactor, Secret } from '../credentials/secret.js'
import { createExchange } from '../http/exchange.js'
import { DIRECT, type Transport } from '../http/transport.js'
import type { JobRole } from './aws-signs.js'
import { createSdkRequestHandler } from './sdk-request-handler.js'
import { RoleNotTaken } from './service-failure.js'

/** What taking a role needs beside it. */
export interface JobRoleParts {
  readonly role: JobRole
  readonly region: string
  readonly transport: Transport
  readonly signal: AbortSignal
  readonly redactor: Redactor
}

const TOKEN_MS = 30_000
const MAX_TOKEN_BYTES = 64 * 1024
const TOKEN_REPLY = v.object({ value: v.pipe(v.string(), v.nonEmpty()) })

/**
 * Takes the role anew at each call, with a token of the job's made for it: the token lives for minutes, the job for hours. The SDK calls it when the
 * session of before is about to end.
 */
export function createJobRoleProvider({
  role,
  region,
  transport,
  signal,
  redactor,
}: JobRoleParts): () => ReturnType<ReturnType<typeof FromWebToken>> {
  const exchange = createExchange({ transport, timeoutMs: TOKEN_MS, signal })
  redactor.remember(role.tokenKey)
  const fetchToken = async () => {
    const url = new URL(role.tokenUrl)
    url.searchParams.set('audience', role.audience)
    const headers = { accept: 'application/json', authorization: `bearer ${role.tokenKey.reveal()}` }
    const { status, body } = await exchange({ method: 'GET', url, headers, maxBytes: MAX_TOKEN_BYTES })
    if (status !== 200) throw Object.assign(new Error(`status ${status}`), { name: 'TokenRefused', $metadata: { httpStatusCode: status } })
    return v.parse(TOKEN_REPLY, JSON.parse(new TextDecoder().decode(body))).value
  }
  const takeRole = async (webIdentityToken: string) => {
    const { fromWebToken } = await import('@aws-sdk/credential-providers')
    const init = { roleArn: role.arn, roleSessionName: role.sessionName, webIdentityToken }
    const through = transport === DIRECT ? {} : { requestHandler: createSdkRequestHandler(transport, TOKEN_MS) }
    return fromWebToken({ ...init, clientConfig: { region, maxAttempts: 1, ...through } })()
  }
  return async () => {
    const token = await asked('the token service of GitHub Actions', fetchToken)
    redactor.remember(new Secret(token))
    const session = await asked("AWS STS's AssumeRoleWithWebIdentity", () => takeRole(token))
    redactor.remember(new Secret(session.secretAccessKey))
    if (session.sessionToken !== undefined) redactor.remember(new Secret(session.sessionToken))
    return session
  }
}

async function asked<T>(whom: string, request: () => Promise<T>): Promise<T> {
  try {
    return await request()
  } catch (error) {
    throw new RoleNotTaken(whom, error)
  }
}
