import { inspect } from 'node:util'
import { parseImageReference, renderError } from '@module-images/core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { systemClock } from '../http/clock.js'
import { createTransport, type Transport } from '../http/transport.js'
import type { RegistryService } from '../kinds/registry-kind.js'
import { createRegistryClient, type RegistryClient } from '../registry-client.js'
import { AWS_SECRET, AWS_SESSION, type EcrServer, JOB_SECRETS, startEcrPrivateServer } from '../testing/ecr-server.js'
import { sampleImage, sampleIndex } from '../testing/sample-image.js'
import { uploadImage, uploadManifest } from '../testing/upload.js'
import { ecrKind } from './ecr-kind.js'

const REPOSITORY = 'lab/hello-r'

let server: EcrServer
beforeAll(async () => {
  server = await startEcrPrivateServer({ guard: 'password' })
})
afterAll(() => server?.stop())

let service: RegistryService
let client: RegistryClient
function open(env: Readonly<Record<string, string>>, host = server.host, transport: Transport = createTransport({})): void {
  for (const name of Object.keys(process.env).filter((each) => /^(?:AWS|ACTIONS)_/.test(each))) vi.stubEnv(name, undefined)
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  const environment = { env: process.env, home: '/home/nobody', readFile: async () => undefined, transport }
  const signal = new AbortController().signal
  service = ecrKind.open({ ...environment, host, signal, clock: systemClock, onRetry: () => undefined })
  client = createRegistryClient({ credentials: service.credentials ?? { name: 'none', find: async () => undefined } })
}

beforeEach(() => {
  server.state.repositories.clear()
  server.state.denied.clear()
  server.state.pageSize = 1000
  server.state.takeCalls()
  open(server.env)
})
afterEach(async () => {
  await client.close()
  vi.unstubAllEnvs()
})

const image = sampleImage()
const reference = (tag: string) => parseImageReference(`${server.host}/${REPOSITORY}:${tag}`)

/** As an engine uploads: signed in by what the service issued last. */
async function target() {
  await service.credentials?.find(server.host)
  return { host: server.host, repository: REPOSITORY, authorization: `Basic ${server.state.issued.at(-1)?.token}` }
}

describe('a private registry', () => {
  it('has a repository made, and an image pushed, verified and promoted, by one sign-in in its own region', async () => {
    expect(await service.ensureRepository(REPOSITORY)).toBe('created')
    await uploadImage(await target(), image)
    await client.putManifest(reference('key-1'), image.manifest)
    expect(await client.verifyImage(reference('key-1'))).toMatchObject({ kind: 'whole', digest: image.manifest.digest })
    await client.putManifest(reference('latest'), image.manifest)
    expect(await client.headManifest(reference('latest'))).toMatchObject({ kind: 'present', digest: image.manifest.digest })
    const calls = ['DescribeRepositories', `DescribeRepositories ${REPOSITORY}`, `CreateRepository ${REPOSITORY}`, 'GetAuthorizationToken']
    expect(server.state.takeCalls()).toEqual(calls)
    expect([...server.state.regions]).toEqual(['eu-west-1'])
  })

  it('signs in to look, since nothing is for everybody', async () => {
    server.state.addRepository(REPOSITORY)
    expect(await client.headManifest(reference('none'))).toEqual({ kind: 'missing' })
    expect(server.state.takeCalls()).toEqual(['GetAuthorizationToken'])
    const anonymous = createRegistryClient({ credentials: { name: 'none', find: async () => undefined } })
    await expect(anonymous.headManifest(reference('none'))).rejects.toMatchObject({ code: 'registry-denied' })
    await anonymous.close()
  })

  it('has a role taken by a job that only reads', async () => {
    open(server.jobEnv)
    server.state.addRepository(REPOSITORY)
    expect(service.credentials?.isOnDemand?.(server.host)).toBe(false)
    expect(await client.headManifest(reference('none'))).toEqual({ kind: 'missing' })
    expect(server.state.takeCalls()).toEqual(expect.arrayContaining(['JobToken', 'AssumeRoleWithWebIdentity', 'GetAuthorizationToken']))
  })

  it('goes on when the sign-in ends in the middle of a run', async () => {
    await service.ensureRepository(REPOSITORY)
    await uploadImage(await target(), image)
    server.state.expireIssued()
    await client.putManifest(reference('two'), image.manifest)
    expect(server.state.takeCalls().filter((call) => call === 'GetAuthorizationToken')).toHaveLength(2)
  })

  it.each(['ecr:GetAuthorizationToken', 'ecr:CreateRepository', 'ecr:DescribeRepositories'])(
    'stops without %s, naming it and no secret',
    async (permission) => {
      server.state.denied.add(permission)
      const push = async () => {
        await service.ensureRepository(REPOSITORY)
        await client.putManifest(reference('latest'), image.manifest)
      }
      const error: unknown = await push().catch((thrown: unknown) => thrown)
      expect(renderError(error)).toContain(`needs the permission ${permission}.`)
      expect(inspect(error, { depth: 20 })).not.toMatch(new RegExp([AWS_SECRET, AWS_SESSION, ...JOB_SECRETS].join('|')))
    },
  )

  it('has no page', async () => {
    const page = { description: 'd', about: 'a', usage: 'u', platforms: ['linux/amd64'], logo: undefined }
    expect(await service.publishPage(REPOSITORY, async () => page)).toBe('not-supported')
    expect(server.state.takeCalls()).toEqual([])
  })

  it('has its images listed in pages and deleted, those of an index kept', async () => {
    await service.ensureRepository(REPOSITORY)
    const to = await target()
    const old = sampleImage({ layers: ['old'] })
    const index = sampleIndex([{ manifest: image.manifest, platform: { os: 'linux', architecture: 'amd64' } }])
    for (const each of [image, old]) await uploadImage(to, each)
    await uploadManifest(to, index, 'latest')
    server.state.pageSize = 1
    const listed = []
    for await (const each of service.housekeeping?.listImages(REPOSITORY) ?? []) listed.push([each.digest, each.tags])
    expect(listed).toEqual([
      [image.manifest.digest, []],
      [old.manifest.digest, []],
      [index.digest, ['latest']],
    ])
    expect(await service.housekeeping?.deleteImages(REPOSITORY, [image.manifest.digest, old.manifest.digest])).toEqual({
      deleted: [old.manifest.digest],
      kept: [{ digest: image.manifest.digest, why: 'Requested image referenced by manifest list' }],
    })
  })
})

describe('a registry named by its own host', () => {
  it('is asked about as the account that the host names', async () => {
    open(server.env, '123456789012.dkr.ecr.eu-west-1.amazonaws.com')
    expect(await service.ensureRepository(REPOSITORY)).toBe('created')
  })

  it('of another account gets no repository in the account that is signed in', async () => {
    open(server.env, '999999999999.dkr.ecr.eu-west-1.amazonaws.com')
    await expect(service.ensureRepository(REPOSITORY)).rejects.toMatchObject({
      code: 'ecr-refused',
      message: expect.stringContaining("'999999999999' does not exist") as string,
    })
    expect([...server.state.repositories.keys()]).toEqual([])
  })
})
