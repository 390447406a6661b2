import type { fromWebToken as FromWebToken } from '@aws-sdk/credential-providers'
import { type Redactor, Secret } from '../credentials/secret.js'
import { DIRECT, type Transport } from '../http/transport.js'
import { createJobTokenFetch } from '../job-tokens.js'
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

const SESSION_MS = 30_000

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
  const fetchToken = createJobTokenFetch(role.tokens, { transport, signal })
  redactor.remember(role.tokens.key)
  const takeRole = async (webIdentityToken: string) => {
    const { fromWebToken } = await import('@aws-sdk/credential-providers')
    const init = { roleArn: role.arn, roleSessionName: role.sessionName, webIdentityToken }
    const through = transport === DIRECT ? {} : { requestHandler: createSdkRequestHandler(transport, SESSION_MS) }
    return fromWebToken({ ...init, clientConfig: { region, maxAttempts: 1, ...through } })()
  }
  return async () => {
    const token = await asked('the token service of GitHub Actions', () => fetchToken(role.audience))
    redactor.remember(token)
    const session = await asked("AWS STS's AssumeRoleWithWebIdentity", () => takeRole(token.reveal()))
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
