import { inspect } from 'node:util'
import { renderError } from '@module-images/core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { RegistryService } from '../kinds/registry-kind.js'
import type { RetryNotice } from '../registry-connection.js'
import { createTransport } from '../http/transport.js'
import { AWS_SECRET, AWS_SESSION, type EcrServer, startEcrPublicServer } from '../testing/ecr-server.js'
import { createTestClock, type TestClock } from '../testing/test-client.js'
import { ecrPublicKind } from './ecr-public-kind.js'
import { planRenewal } from '../aws/authorization.js'

let server: EcrServer
beforeAll(async () => {
  server = await startEcrPublicServer({ guard: 'password' })
})
afterAll(() => server?.stop())

let clock: TestClock
let notices: RetryNotice[] = []
let service: RegistryService
beforeEach(() => {
  for (const [name, value] of Object.entries(server.env)) vi.stubEnv(name, value)
  clock = createTestClock()
  clock.time = Date.now()
  notices = []
  service = open()
  const { state } = server
  state.repositories.clear()
  state.denied.clear()
  state.throttled.clear()
  state.faults.clear()
  state.repositoryLimit = 10_000
  state.pageSize = 1000
  state.takeCalls()
})
afterEach(() => vi.unstubAllEnvs())

function open(): RegistryService {
  const context = {
    host: server.host,
    env: process.env,
    home: '/home/nobody',
    readFile: async () => undefined,
    transport: createTransport({}),
  }
  return ecrPublicKind.open({ ...context, signal: new AbortController().signal, clock, onRetry: (notice) => notices.push(notice) })
}

const PAGE = { description: 'Says hello.', about: '# Hello', usage: 'docker pull x', platforms: ['linux/amd64'], logo: undefined }

describe('a repository', () => {
  it('is made when the service says it does not exist, and once for all who ask at once', async () => {
    const asked = await Promise.all([service.ensureRepository('openscpca/hello-r'), service.ensureRepository('openscpca/hello-r')])
    expect(asked).toEqual(['created', 'created'])
    expect(server.state.takeCalls()).toEqual(['DescribeRepositories', 'DescribeRepositories hello-r', 'CreateRepository hello-r'])
    expect([...server.state.repositories.keys()]).toEqual(['hello-r'])
  })

  it('that is there costs one question for all modules', async () => {
    for (const name of ['aa', 'bb', 'cc']) server.state.addRepository(name)
    const asked = await Promise.all(['aa', 'bb', 'cc'].map((name) => service.ensureRepository(`openscpca/${name}`)))
    expect(asked).toEqual(['present', 'present', 'present'])
    expect(server.state.takeCalls()).toEqual(['DescribeRepositories'])
  })

  it('is asked about by itself where the list does not tell', async () => {
    for (const name of ['aa', 'bb']) server.state.addRepository(name)
    server.state.pageSize = 1
    expect(await service.ensureRepository('openscpca/bb')).toBe('present')
    expect(server.state.takeCalls()).toEqual(['DescribeRepositories', 'DescribeRepositories bb'])
  })

  it('that somebody else makes in between is there', async () => {
    server.state.faults.set('CreateRepository', { status: 400, name: 'RepositoryAlreadyExistsException', message: 'exists' })
    expect(await service.ensureRepository('openscpca/hello-r')).toBe('present')
  })

  it('is asked for in us-east-1, wherever the environment works', async () => {
    await service.ensureRepository('openscpca/hello-r')
    expect([process.env['AWS_REGION'], [...server.state.regions]]).toEqual(['eu-west-1', ['us-east-1']])
  })

  it('of a name the service does not take is refused before anything is asked', async () => {
    await expect(service.ensureRepository('openscpca/Hello')).rejects.toMatchObject({ code: 'bad-repository-name' })
    expect(server.state.takeCalls()).toEqual([])
  })
})

describe('a failure', () => {
  it.each([
    ['CreateRepository', 'make the repository hello-r', () => service.ensureRepository('openscpca/hello-r')],
    ['DescribeRepositories', 'look for the repository hello-r', () => service.ensureRepository('openscpca/hello-r')],
    ['GetRepositoryCatalogData', 'read the gallery page of hello-r', () => service.publishPage('openscpca/hello-r', async () => PAGE)],
    [
      'DescribeImages',
      'list the images of hello-r',
      () => service.housekeeping?.listImages('openscpca/hello-r')[Symbol.asyncIterator]().next(),
    ],
    ['BatchDeleteImage', 'delete images of hello-r', () => service.housekeeping?.deleteImages('openscpca/hello-r', ['sha256:1'])],
  ])('of access to %s names the permission', async (operation, doing, run) => {
    const permission = `ecr-public:${operation}`
    server.state.denied.add(permission)
    const who = 'User: arn:aws:sts::123456789012:assumed-role/publisher/run'
    const words = `${who} is not authorized to perform: ${permission} because no identity-based policy allows the ${permission} action`
    await expect(run()).rejects.toMatchObject({
      code: 'ecr-denied',
      kind: 'remote',
      message: `Could not ${doing}: ECR Public's ${operation} failed with AccessDeniedException, "${words}".`,
      fix: `The AWS identity of this run needs the permission ${permission}.`,
    })
    expect(notices).toEqual([])
  })

  it('to sign in names both permissions', async () => {
    server.state.denied.add('sts:GetServiceBearerToken')
    await expect(service.credentials?.find(server.host)).rejects.toMatchObject({
      code: 'ecr-denied',
      fix: 'The AWS identity of this run needs the permissions ecr-public:GetAuthorizationToken and sts:GetServiceBearerToken.',
    })
  })

  it('of access is not taken for a missing repository', async () => {
    server.state.denied.add('ecr-public:DescribeRepositories')
    await service.ensureRepository('openscpca/hello-r').catch(() => undefined)
    expect(server.state.takeCalls()).toEqual(['DescribeRepositories', 'DescribeRepositories hello-r'])
  })

  it('by a hard quota is not tried again', async () => {
    server.state.repositoryLimit = 0
    await expect(service.ensureRepository('openscpca/hello-r')).rejects.toMatchObject({
      code: 'ecr-limit-exceeded',
      message: expect.stringContaining('The maximum number of repositories of 0 has been reached.'),
      fix: expect.stringContaining('quota'),
    })
    expect(server.state.takeCalls().filter((call) => call.startsWith('CreateRepository'))).toEqual(['CreateRepository hello-r'])
    expect(notices).toEqual([])
  })

  it('by throttling is tried again, each wait said', async () => {
    server.state.throttled.set('CreateRepository', 2)
    expect(await service.ensureRepository('openscpca/hello-r')).toBe('created')
    const common = {
      host: server.host,
      operation: 'make the repository hello-r (CreateRepository)',
      why: 'ThrottlingException: Rate exceeded',
    }
    expect(notices).toEqual([
      { ...common, attempt: 1, milliseconds: 250 },
      { ...common, attempt: 2, milliseconds: 500 },
    ])
  })

  it('by throttling without end is an error', async () => {
    server.state.throttled.set('DescribeRepositories', 100)
    await expect(service.ensureRepository('openscpca/hello-r')).rejects.toMatchObject({ code: 'ecr-throttled' })
    expect(server.state.takeCalls()).toHaveLength(6)
  })

  it.each([500, 503])('of the service (%i) is tried again', async (status) => {
    server.state.faults.set('DescribeRepositories', { status, name: 'ServerException', message: 'down' })
    await expect(service.ensureRepository('openscpca/hello-r')).rejects.toMatchObject({ code: 'ecr-failing' })
    expect(notices).toHaveLength(5)
  })

  it('to connect is tried twice more', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_ECR_PUBLIC', 'http://127.0.0.1:1')
    await expect(open().ensureRepository('openscpca/hello-r')).rejects.toMatchObject({ code: 'ecr-unreachable' })
    expect(notices).toHaveLength(2)
  })

  it('of the sign-in to AWS says to renew it', async () => {
    server.state.faults.set('DescribeRepositories', { status: 400, name: 'ExpiredTokenException', message: 'The token is expired' })
    await expect(service.ensureRepository('openscpca/hello-r')).rejects.toMatchObject({ code: 'aws-sign-in-refused', kind: 'environment' })
    expect(notices).toEqual([])
  })

  it('shows no secret, not even when the service says it', async () => {
    const message = `you sent ${AWS_SECRET} and ${AWS_SESSION}`
    server.state.faults.set('CreateRepository', { status: 400, name: 'InvalidParameterException', message })
    const error: unknown = await service.ensureRepository('openscpca/hello-r').catch((thrown: unknown) => thrown)
    expect(renderError(error)).toContain('you sent *** and ***')
    expect(inspect(error, { depth: 20, showHidden: true })).not.toMatch(new RegExp(`${AWS_SECRET}|${AWS_SESSION}`))
  })
})

describe('the gallery page', () => {
  it('is written once and not again', async () => {
    server.state.addRepository('hello-r')
    const logo = new Uint8Array([1, 2, 3])
    expect(await service.publishPage('openscpca/hello-r', async () => ({ ...PAGE, logo }))).toBe('written')
    expect(await open().publishPage('openscpca/hello-r', async () => ({ ...PAGE, logo }))).toBe('unchanged')
    expect(server.state.takeCalls()).toEqual([
      'GetRepositoryCatalogData hello-r',
      'PutRepositoryCatalogData hello-r',
      'GetRepositoryCatalogData hello-r',
    ])
    expect(server.state.repositories.get('hello-r')?.catalogData).toEqual({
      description: 'Says hello.',
      aboutText: '# Hello',
      usageText: 'docker pull x',
      architectures: ['x86-64'],
      operatingSystems: ['Linux'],
      logoImageBlob: 'AQID',
    })
  })

  it('that is too long is cut to what the service takes', async () => {
    server.state.addRepository('hello-r')
    const page = { ...PAGE, description: 'ä'.repeat(5000), about: '🧬'.repeat(50_000) }
    expect(await service.publishPage('openscpca/hello-r', async () => page)).toBe('written')
    expect(await service.publishPage('openscpca/hello-r', async () => page)).toBe('unchanged')
  })
})

describe('the sign-in', () => {
  it('is asked for once by all modules, and again before its end', async () => {
    const find = async () => service.credentials?.find(server.host)
    const [one, other] = await Promise.all([find(), find()])
    expect(other).toBe(one)
    clock.time += 11.4 * 3_600_000
    expect(await find()).toBe(one)
    clock.time += 0.2 * 3_600_000
    const renewed = await find()
    expect(renewed).not.toBe(one)
    expect(server.state.takeCalls()).toEqual(['GetAuthorizationToken', 'GetAuthorizationToken'])
  })

  it('that is refused is replaced once, whoever says so', async () => {
    const first = await service.credentials?.find(server.host)
    const replace = async () => service.credentials?.find(server.host, first)
    const [one, other] = await Promise.all([replace(), replace()])
    expect([one === first, one === other]).toEqual([false, true])
    expect(server.state.takeCalls()).toEqual(['GetAuthorizationToken', 'GetAuthorizationToken'])
  })

  it('that could not be had is asked for again', async () => {
    server.state.denied.add('ecr-public:GetAuthorizationToken')
    await expect(service.credentials?.find(server.host)).rejects.toMatchObject({ code: 'ecr-denied' })
    server.state.denied.clear()
    expect(await service.credentials?.find(server.host)).toMatchObject({ kind: 'basic', username: 'AWS', origin: 'AWS' })
  })

  it('does not show when it is printed', async () => {
    const credential = await service.credentials?.find(server.host)
    const { password = '', token = '' } = server.state.issued.at(-1) ?? {}
    expect(password).toHaveLength(46)
    expect(inspect(credential, { depth: 20 }) + JSON.stringify(credential)).not.toMatch(new RegExp(`${password}|${token}`))
  })

  it.each([
    [12 * 3600_000, 11.5 * 3600_000],
    [2000, 1500],
    [-5000, 60_000],
    [undefined, 60_000],
  ])('that lives %s ms is renewed after %s ms', (life, after) => {
    expect(planRenewal(life === undefined ? undefined : 1_000_000 + life, 1_000_000)).toBe(1_000_000 + after)
  })
})
