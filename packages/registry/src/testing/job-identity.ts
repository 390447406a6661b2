import { randomUUID } from 'node:crypto'
import type { EcrState } from './ecr-state.js'

/** What a job of GitHub Actions shows its token service. */
export const JOB_KEY = 'job-key-that-nobody-may-see'
const ROLE = 'arn:aws:iam::123456789012:role/publisher'
const AUDIENCE = 'sts.amazonaws.com'

/** Such a job's environment, with the role it is to take. @param url of the server that plays both services */
export function jobEnvironment(url: string, endpointVariable: string): Readonly<Record<string, string>> {
  return {
    [endpointVariable]: url,
    AWS_ENDPOINT_URL_STS: url,
    AWS_ROLE_ARN: ROLE,
    AWS_REGION: 'eu-west-1',
    ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/job-token?api-version=2.0`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: JOB_KEY,
  }
}

const WORKFLOW = 'lab/images/.github/workflows/build-push-docker-module.yml@refs/heads/main'
const SIGNER = {
  ...{ iss: 'https://token.actions.githubusercontent.com', aud: 'sigstore', sub: 'repo:lab/images:environment:image-publishing' },
  ...{ job_workflow_ref: WORKFLOW, identity: `https://github.example/${WORKFLOW}` },
}
/** Nobody has signed it: that is for an authority that asks for no more. */
const SIGNER_TOKEN = [{ alg: 'none' }, SIGNER, {}].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')

interface Reply {
  readonly status: number
  readonly body: string
}

/** GitHub's token service. https://docs.github.com/actions/reference/security/oidc#methods-for-requesting-the-oidc-token */
export function giveJobToken(state: EcrState, query: URLSearchParams, authorization: string | undefined): Reply {
  if (query.get('audience') === 'sigstore' && authorization === `bearer ${JOB_KEY}`)
    return { status: 200, body: JSON.stringify({ value: SIGNER_TOKEN }) }
  state.calls.push('JobToken')
  if (state.tokenServiceDown > 0) {
    state.tokenServiceDown -= 1
    return { status: 503, body: 'down' }
  }
  if (authorization?.toLowerCase() !== `bearer ${JOB_KEY}`.toLowerCase()) return { status: 401, body: '{"message":"no"}' }
  const value = `job-token.${query.get('audience')}.${randomUUID()}`
  state.jobTokens.add(value)
  return { status: 200, body: JSON.stringify({ count: value.length, value }) }
}

/** AWS STS. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html */
export function assumeRole(state: EcrState, form: URLSearchParams): Reply {
  state.calls.push(form.get('Action') ?? '')
  const token = form.get('WebIdentityToken') ?? ''
  const isTrusted = state.jobTokens.delete(token) && token.split('.').slice(1, -1).join('.') === AUDIENCE
  if (!isTrusted || form.get('RoleArn') !== ROLE || state.denied.has('sts:AssumeRoleWithWebIdentity')) {
    const message = 'Not authorized to perform sts:AssumeRoleWithWebIdentity'
    const error = `<Error><Type>Sender</Type><Code>AccessDenied</Code><Message>${message}</Message></Error>`
    return { status: 403, body: `<ErrorResponse xmlns="${NAMESPACE}">${error}<RequestId>1</RequestId></ErrorResponse>` }
  }
  const key = `ASIA${state.sessions.size + 1}`
  const expiresAt = Date.now() + state.sessionLifeMs
  state.sessions.set(key, expiresAt)
  const credentials =
    `<AccessKeyId>${key}</AccessKeyId><SecretAccessKey>${SESSION_SECRET}</SecretAccessKey>` +
    `<SessionToken>${SESSION_SECRET}</SessionToken><Expiration>${new Date(expiresAt).toISOString()}</Expiration>`
  const result = `<AssumeRoleWithWebIdentityResult><Credentials>${credentials}</Credentials></AssumeRoleWithWebIdentityResult>`
  return { status: 200, body: `<AssumeRoleWithWebIdentityResponse xmlns="${NAMESPACE}">${result}</AssumeRoleWithWebIdentityResponse>` }
}

/** What signs the requests of a role that was taken. */
export const SESSION_SECRET = 'session-secret-that-nobody-may-see'
const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/'

/** Whether a request is signed with a session that has ended. */
export function isOfEndedSession(state: EcrState, authorization = ''): boolean {
  const expiresAt = state.sessions.get(/Credential=([^/]+)\//.exec(authorization)?.[1] ?? '')
  return expiresAt !== undefined && expiresAt <= Date.now()
}
