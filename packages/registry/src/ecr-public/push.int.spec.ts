import { inspect } from 'node:util'
import { parseImageReference, renderError } from '@module-images/core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createTransport } from '../http/transport.js'
import { systemClock } from '../http/clock.js'
import type { RegistryService } from '../kinds/registry-kind.js'
import { createRegistryClient, type RegistryClient } from '../registry-client.js'
import { AWS_SECRET, AWS_SESSION, type EcrServer, startEcrPublicServer } from '../testing/ecr-server.js'
import { sampleImage, sampleIndex } from '../testing/sample-image.js'
import { uploadBlob, uploadImage, uploadManifest } from '../testing/upload.js'
import { ecrPublicKind } from './ecr-public-kind.js'

/** Both ways a registry can take what the service issues; a bearer token that lives as short as can be shows the sign-in behind it. */
describe.each(['password', 'token'] as const)('a registry that takes a %s', (guard) => {
  let server: EcrServer
  beforeAll(async () => {
    server = await startEcrPublicServer({ guard, bearerLifeMs: guard === 'token' ? 1 : 300_000 })
  })
  afterAll(() => server?.stop())

  let service: RegistryService
  let client: RegistryClient
  beforeEach(() => {
    for (const [name, value] of Object.entries(server.env)) vi.stubEnv(name, value)
    server.state.repositories.clear()
    server.state.denied.clear()
    server.state.tokenLifeMs = 12 * 3_600_000
    server.state.takeCalls()
    service = ecrPublicKind.open({
      host: server.host,
      env: process.env,
      home: '/home/nobody',
      readFile: async () => undefined,
      transport: createTransport({}),
      signal: new AbortController().signal,
      clock: systemClock,
      onRetry: () => undefined,
    })
    client = createRegistryClient({ credentials: service.credentials ?? { name: 'none', find: async () => undefined } })
  })
  afterEach(async () => {
    await client.close()
    vi.unstubAllEnvs()
  })

  const image = sampleImage()
  const reference = (tag: string) => parseImageReference(`${server.host}/openscpca/hello-r:${tag}`)

  /** As an engine uploads: signed in by what the service issued last. */
  async function target() {
    await service.credentials?.find(server.host)
    const { token = '' } = server.state.issued.at(-1) ?? {}
    const basic = `Basic ${token}`
    if (guard === 'password') return { host: server.host, repository: 'openscpca/hello-r', authorization: basic }
    const scope = 'repository:openscpca/hello-r:pull,push'
    const reply = await fetch(`${server.url}/token/?service=public.ecr.aws&scope=${scope}`, { headers: { authorization: basic } })
    const { token: bearer } = (await reply.json()) as { token: string }
    return { host: server.host, repository: 'openscpca/hello-r', authorization: `Bearer ${bearer}` }
  }

  it('has an image pushed, verified and promoted by one sign-in', async () => {
    expect(await service.ensureRepository('openscpca/hello-r')).toBe('created')
    await uploadImage(await target(), image)
    await client.putManifest(reference('key-1'), image.manifest)
    expect(await client.verifyImage(reference('key-1'))).toMatchObject({ kind: 'whole', digest: image.manifest.digest })
    await client.putManifest(reference('latest'), image.manifest)
    expect(await client.headManifest(reference('latest'))).toMatchObject({ kind: 'present', digest: image.manifest.digest })
    expect(server.state.takeCalls().filter((call) => call === 'GetAuthorizationToken')).toEqual(['GetAuthorizationToken'])
  })

  it('takes no push to a repository the service does not know', async () => {
    await expect(client.putManifest(reference('latest'), image.manifest)).rejects.toMatchObject({ code: 'registry-repository-missing' })
    expect(await client.headManifest(reference('latest'))).toEqual({ kind: 'missing' })
  })

  it('goes on when the sign-in ends in the middle of a run', async () => {
    await service.ensureRepository('openscpca/hello-r')
    await uploadImage(await target(), image)
    await client.putManifest(reference('one'), image.manifest)
    server.state.expireIssued()
    await client.putManifest(reference('two'), image.manifest)
    expect(await client.headManifest(reference('two'))).toMatchObject({ kind: 'present' })
    expect(server.state.takeCalls().filter((call) => call === 'GetAuthorizationToken')).toHaveLength(2)
  })

  it('stops where the sign-in may not be had, naming the permissions and no secret', async () => {
    server.state.denied.add('ecr-public:GetAuthorizationToken')
    const error: unknown = await client.putManifest(reference('latest'), image.manifest).catch((thrown: unknown) => thrown)
    expect(renderError(error)).toContain('needs the permissions ecr-public:GetAuthorizationToken and sts:GetServiceBearerToken')
    expect(inspect(error, { depth: 20 })).not.toMatch(new RegExp(`${AWS_SECRET}|${AWS_SESSION}`))
  })

  it('shows no password it has issued, not even refused', async () => {
    await service.ensureRepository('openscpca/hello-r')
    await service.credentials?.find(server.host)
    server.state.expireIssued()
    server.state.denied.add('ecr-public:GetAuthorizationToken')
    const error: unknown = await client.putManifest(reference('latest'), image.manifest).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'registry-denied' })
    const secrets = server.state.issued.flatMap(({ password, token }) => [password, token])
    const shown = inspect(error, { depth: 20, showHidden: true })
    expect(secrets.filter((secret) => shown.includes(secret))).toEqual([])
  })

  it('has its images listed in pages and deleted, those of an index kept', async () => {
    await service.ensureRepository('openscpca/hello-r')
    const to = await target()
    const old = sampleImage({ layers: ['old'] })
    const index = sampleIndex([{ manifest: image.manifest, platform: { os: 'linux', architecture: 'amd64' } }])
    for (const each of [image, old]) await uploadImage(to, each)
    await uploadManifest(to, index, 'latest')
    server.state.pageSize = 1
    const listed = []
    for await (const each of service.housekeeping?.listImages('openscpca/hello-r') ?? []) listed.push(each)
    expect(listed.map(({ digest, tags }) => [digest, tags])).toEqual([
      [image.manifest.digest, []],
      [old.manifest.digest, []],
      [index.digest, ['latest']],
    ])
    expect(listed.every(({ pushedAt, bytes }) => pushedAt instanceof Date && (bytes ?? 0) > 0)).toBe(true)
    const gone = `sha256:${'0'.repeat(64)}`
    expect(await service.housekeeping?.deleteImages('openscpca/hello-r', [image.manifest.digest, old.manifest.digest, gone])).toEqual({
      deleted: [old.manifest.digest, gone],
      kept: [{ digest: image.manifest.digest, why: 'Requested image referenced by manifest list' }],
    })
    const { host, repository } = reference('x')
    expect(await client.headManifest({ host, repository, digest: old.manifest.digest })).toEqual({ kind: 'missing' })
  })

  it('takes nothing from those who are not signed in', async () => {
    await service.ensureRepository('openscpca/hello-r')
    const anonymous = { host: server.host, repository: 'openscpca/hello-r' }
    await expect(uploadBlob(anonymous, new Uint8Array([1]))).rejects.toThrow('401')
  })
})

describe('a saved sign-in that has ended', () => {
  it('closes public images to itself alone: they are read without it', async () => {
    const server = await startEcrPublicServer({ guard: 'token' })
    try {
      for (const [name, value] of Object.entries(server.env)) vi.stubEnv(name, value)
      const context = {
        host: server.host,
        env: process.env,
        home: '/',
        readFile: async () => undefined,
        transport: createTransport({}),
        clock: systemClock,
      }
      const service = ecrPublicKind.open({ ...context, signal: new AbortController().signal, onRetry: () => undefined })
      await service.ensureRepository('openscpca/hello-r')
      const credential = await service.credentials?.find(server.host)
      if (credential?.kind !== 'basic') throw new Error('There is no sign-in.')
      server.state.expireIssued()
      const { renewAt: _, ...saved } = credential
      const client = createRegistryClient({ credentials: { name: 'saved', find: async () => saved } })
      const reference = parseImageReference(`${server.host}/openscpca/hello-r:none`)
      expect(await client.headManifest(reference)).toEqual({ kind: 'missing' })
      await client.close()
    } finally {
      vi.unstubAllEnvs()
      await server.stop()
    }
  })
})
