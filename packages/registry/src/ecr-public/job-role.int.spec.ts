import { inspect } from 'node:util'
import { parseImageReference, renderError } from '@module-images/core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createCredentialSources } from '../credentials/credential-sources.js'
import { createTransport } from '../http/transport.js'
import type { RegistryService } from '../kinds/registry-kind.js'
import { createRegistryClient, type RegistryClient } from '../registry-client.js'
import type { RetryNotice } from '../registry-connection.js'
import { type EcrServer, JOB_SECRETS, startEcrPublicServer } from '../testing/ecr-server.js'
import { sampleImage } from '../testing/sample-image.js'
import { createTestClock } from '../testing/test-client.js'
import { uploadImage } from '../testing/upload.js'
import { ecrPublicKind } from './ecr-public-kind.js'
import { readJobRole } from '../aws/aws-signs.js'

let server: EcrServer
beforeAll(async () => {
  server = await startEcrPublicServer({ guard: 'token' })
})
afterAll(() => server?.stop())

let service: RegistryService
let client: RegistryClient
let notices: RetryNotice[]
beforeEach(() => {
  for (const name of Object.keys(process.env).filter((each) => /^(?:AWS|ACTIONS)_/.test(each))) vi.stubEnv(name, undefined)
  for (const [name, value] of Object.entries(server.jobEnv)) vi.stubEnv(name, value)
  server.state.denied.clear()
  server.state.sessionLifeMs = 3_600_000
  server.state.takeCalls()
  notices = []
  const environment = { env: process.env, home: '/home/nobody', readFile: async () => undefined, transport: createTransport({}) }
  const clock = createTestClock()
  clock.time = Date.now()
  const onRetry = (notice: RetryNotice) => void notices.push(notice)
  service = ecrPublicKind.open({ ...environment, host: server.host, signal: new AbortController().signal, clock, onRetry })
  const sources = createCredentialSources({ ...environment, runHelper: async () => undefined }, service.credentials)
  client = createRegistryClient({ credentials: sources })
})
afterEach(async () => {
  await client.close()
  vi.unstubAllEnvs()
})

const reference = (tag: string) => parseImageReference(`${server.host}/openscpca/hello-r:${tag}`)
/** For what the engine does. */
async function target() {
  await service.credentials?.find(server.host)
  const headers = { authorization: `Basic ${server.state.issued.at(-1)?.token}` }
  const scope = 'repository:openscpca/hello-r:pull,push'
  const reply = await fetch(`${server.url}/token/?service=public.ecr.aws&scope=${scope}`, { headers })
  const { token } = (await reply.json()) as { token: string }
  return { host: server.host, repository: 'openscpca/hello-r', authorization: `Bearer ${token}` }
}

const TAKEN = ['JobToken', 'AssumeRoleWithWebIdentity']

describe('a job that is to take a role', () => {
  it('reads public images as anybody may, and takes the role when the first push is due', async () => {
    server.state.addRepository('hello-r')
    expect(await client.headManifest(reference('none'))).toEqual({ kind: 'missing' })
    expect(server.state.takeCalls()).toEqual([])
    await service.ensureRepository('openscpca/hello-r')
    expect(server.state.takeCalls()).toEqual([...TAKEN, 'DescribeRepositories'])
    const image = sampleImage()
    await uploadImage(await target(), image)
    await client.putManifest(reference('latest'), image.manifest)
    expect(await client.headManifest(reference('latest'))).toMatchObject({ kind: 'present' })
    expect(server.state.takeCalls()).toEqual(['GetAuthorizationToken'])
  })

  it('takes it again, with another token, each time the session is about to end', async () => {
    server.state.sessionLifeMs = 2_000
    await service.ensureRepository('openscpca/hello-r')
    server.state.takeCalls()
    await service.credentials?.find(server.host)
    const calls = server.state.takeCalls()
    // The SDK asks for credentials more than once a call.
    expect([calls.slice(0, 2), calls.at(-1)]).toEqual([TAKEN, 'GetAuthorizationToken'])
  })

  it('asks a token service again that is down', async () => {
    server.state.tokenServiceDown = 1
    await service.ensureRepository('openscpca/hello-r')
    expect(notices.map(({ attempt }) => attempt)).toEqual([1])
  })

  it.each([
    [
      'a role that does not trust it',
      {},
      ['sts:AssumeRoleWithWebIdentity'],
      "AWS STS's AssumeRoleWithWebIdentity failed with AccessDenied",
    ],
    ['an audience that the role does not know', { MODULE_IMAGES_AWS_AUDIENCE: 'other' }, [], 'failed with AccessDenied'],
    [
      'a key that GitHub does not take',
      { ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'old' },
      [],
      'the token service of GitHub Actions failed with TokenRefused',
    ],
  ])('stops at %s, and shows no secret', async (_, env, denied, words) => {
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
    for (const action of denied) server.state.denied.add(action)
    const error: unknown = await service.ensureRepository('openscpca/hello-r').catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'aws-role-refused', kind: 'environment', message: expect.stringContaining(words) as string })
    expect(renderError(error)).toContain('trust policy')
    expect(JOB_SECRETS.filter((secret) => inspect(error, { depth: 20, showHidden: true }).includes(secret))).toEqual([])
  })
})

const JOB = { AWS_ROLE_ARN: 'arn', ACTIONS_ID_TOKEN_REQUEST_URL: 'https://token.example/', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'key' }

it.each([
  [JOB, true],
  [{ ...JOB, AWS_ACCESS_KEY_ID: 'AKID' }, false],
  [{ ...JOB, AWS_WEB_IDENTITY_TOKEN_FILE: '/token' }, false],
  [{ ...JOB, AWS_PROFILE: 'mine' }, false],
  [{ ...JOB, AWS_ROLE_ARN: '' }, false],
  [{ ...JOB, ACTIONS_ID_TOKEN_REQUEST_TOKEN: '' }, false],
  [{ ...JOB, ACTIONS_ID_TOKEN_REQUEST_URL: undefined }, false],
])('%j names a role to take: %s', (env, expected) => {
  expect(readJobRole(env) !== undefined).toBe(expected)
})
