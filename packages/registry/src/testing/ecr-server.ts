import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo } from 'node:net'
import { runOperation } from './ecr-operations.js'
import { ECR, ECR_PUBLIC, type EcrProfile } from './ecr-profile.js'
import { EcrState } from './ecr-state.js'
import { assumeRole, giveJobToken, isOfEndedSession, JOB_KEY, jobEnvironment, SESSION_SECRET } from './job-identity.js'
import { guardByPassword, guardByToken, type RegistryGuard } from './registry-guard.js'
import { RegistryFront } from './registry-front.js'

export interface EcrServer {
  /** For the SDK's variable. */
  readonly url: string
  /** Of the registry, as image references name it: `127.0.0.1:port`. */
  readonly host: string
  /** Before the service's own names of repositories, in references. */
  readonly alias: string
  readonly state: EcrState
  /** The environment under which the SDK finds the server and signs in; the region is one the service is not in. */
  readonly env: Readonly<Record<string, string>>
  /** The environment of a job of GitHub Actions that is to take a role: nothing in it is a sign-in to AWS. */
  readonly jobEnv: Readonly<Record<string, string>>
  stop(): Promise<void>
}

export interface EcrServerOptions {
  /** How the registry takes what is issued: by itself, or from a token endpoint. */
  readonly guard: 'password' | 'token'
  /** Of bearer tokens. */
  readonly bearerLifeMs?: number
}

/** Marks a secret in what a test searches. */
export const AWS_SECRET = 'aws-secret-key-that-nobody-may-see'
export const AWS_SESSION = 'aws-session-token-that-nobody-may-see'
export const JOB_SECRETS = [JOB_KEY, SESSION_SECRET]

/** {@link startEcrServer} of Amazon ECR Public. */
export function startEcrPublicServer(options: EcrServerOptions): Promise<EcrServer> {
  return startEcrServer(ECR_PUBLIC, options)
}

/** {@link startEcrServer} of a private registry. */
export function startEcrPrivateServer(options: EcrServerOptions): Promise<EcrServer> {
  return startEcrServer(ECR, options)
}

/**
 * One of Amazon's services on one port of 127.0.0.1: its own interface (AWS JSON 1.1), and before a real registry, Debian's
 * docker-registry, what tells the two apart: a push to a repository the service does not know is refused, and so is a sign-in that has
 * ended, for public pulls too. The registry itself verifies what the service has issued.
 */
async function startEcrServer(profile: EcrProfile, { guard: kind, bearerLifeMs = 300_000 }: EcrServerOptions): Promise<EcrServer> {
  const state = new EcrState()
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const guard = await (kind === 'password' ? guardByPassword(state) : guardByToken(`http://${host}/token/`))
  const front = new RegistryFront({ state, guard, alias: profile.alias, bearerLifeMs })
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const handle = request.url?.startsWith('/v2/') || request.url?.startsWith('/token/') ? front.handle(request, response) : undefined
    const done = handle ?? answerService(request, response, { profile, state, guard, front })
    done.catch((error: unknown) => response.headersSent || response.writeHead(500).end(String(error)))
  })
  return {
    url: `http://${host}`,
    host,
    alias: profile.alias ?? '',
    state,
    env: {
      [profile.endpointVariable]: `http://${host}`,
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: AWS_SECRET,
      AWS_SESSION_TOKEN: AWS_SESSION,
      AWS_REGION: 'eu-west-1',
    },
    jobEnv: jobEnvironment(`http://${host}`, profile.endpointVariable),
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await front.close()
      await guard.stop()
    },
  }
}

interface ServiceParts {
  readonly profile: EcrProfile
  readonly state: EcrState
  readonly guard: RegistryGuard
  readonly front: RegistryFront
}

/** https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html */
async function answerService(request: IncomingMessage, response: ServerResponse, parts: ServiceParts): Promise<void> {
  const { profile, state, guard, front } = parts
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString()
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://service')
  if (pathname === '/job-token') return answer(response, giveJobToken(state, searchParams, request.headers.authorization))
  const form = new URLSearchParams(text)
  if (form.has('Action')) return answer(response, assumeRole(state, form), 'text/xml')
  const target = String(request.headers['x-amz-target'])
  const region = signedRegion(profile, request.headers.authorization)
  state.regions.add(region)
  const isEnded = isOfEndedSession(state, request.headers.authorization)
  const ended = { status: 400, body: { __type: 'ExpiredTokenException', message: 'The security token included in the request is expired' } }
  const reply = isEnded
    ? ended
    : request.method !== 'POST' || !target.startsWith(profile.target) || region !== profile.region
      ? { status: 400, body: { __type: 'InvalidSignatureException', message: `Credential should be scoped to a valid region: ${region}` } }
      : await runOperation(target.slice(profile.target.length), JSON.parse(text || '{}') as object, {
          state,
          profile,
          admit: (password) => guard.admit(password),
          deleteManifest: (name, digest) => front.deleteManifest(name, digest),
        })
  answer(response, { status: reply.status, body: JSON.stringify(reply.body) }, 'application/x-amz-json-1.1')
}

function signedRegion({ signingName }: EcrProfile, authorization = ''): string {
  const [, region = '', name] = /Credential=[^/]+\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/.exec(authorization) ?? []
  return name === signingName ? region : ''
}

function answer(response: ServerResponse, { status, body }: { status: number; body: string }, type = 'application/json'): void {
  response.writeHead(status, { 'content-type': type }).end(body)
}
