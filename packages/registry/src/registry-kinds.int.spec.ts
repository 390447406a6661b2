import { parseImageReference } from '@module-images/core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createCredentialSources } from './credentials/credential-sources.js'
import { systemClock } from './http/clock.js'
import { createTransport } from './http/transport.js'
import { createRegistryClient, type RegistryClient } from './registry-client.js'
import { chooseRegistryKind } from './registry-kinds.js'
import { type DebianRegistry, startDebianRegistry } from './testing/debian-registry.js'
import { sampleImage } from './testing/sample-image.js'
import { type Answer, reply, type ScriptedServer, startScriptedServer } from './testing/scripted-server.js'
import { createTestClient } from './testing/test-client.js'
import { createTokenSigner, type TokenSigner } from './testing/token-signer.js'
import { uploadImage } from './testing/upload.js'

const PASSWORD = 'password-that-nobody-may-see'

interface Case {
  readonly kind: 'ghcr' | 'gitlab' | 'docker-hub'
  readonly user: string
  readonly repository: string
  /** Which this registry cannot have, and what is said instead. */
  readonly bad: readonly [repository: string, rule: string]
  readonly env: (host: string) => Readonly<Record<string, string>>
}

const CASES: readonly Case[] = [
  {
    ...{ kind: 'ghcr', user: 'octo', repository: 'lab/hello-r', bad: ['hello-r', 'ghcr.io/OWNER'] },
    env: () => ({ GITHUB_TOKEN: PASSWORD, GITHUB_ACTOR: 'octo' }),
  },
  {
    ...{
      kind: 'gitlab',
      user: 'gitlab-ci-token',
      repository: 'lab/project/hello-r',
      bad: ['hello-r', 'registry.gitlab.com/GROUP/PROJECT'],
    },
    env: (host) => ({ CI_REGISTRY: host, CI_REGISTRY_USER: 'gitlab-ci-token', CI_REGISTRY_PASSWORD: PASSWORD }),
  },
  {
    ...{ kind: 'docker-hub', user: 'lab', repository: 'lab/hello-r', bad: ['lab/project/hello-r', 'docker.io/NAMESPACE'] },
    env: (host) => ({
      MODULE_IMAGES_REGISTRY_HOST: host,
      MODULE_IMAGES_REGISTRY_USERNAME: 'lab',
      MODULE_IMAGES_REGISTRY_PASSWORD: PASSWORD,
    }),
  },
]

/** A real registry that takes the tokens of a token service, as these registries do. */
let tokens: ScriptedServer
let signer: TokenSigner
let registry: DebianRegistry
beforeAll(async () => {
  tokens = await startScriptedServer()
  signer = await createTokenSigner('registry')
  const { issuer, service, certificateFile: rootcertbundle } = signer
  registry = await startDebianRegistry({ auth: { token: { realm: `http://${tokens.host}/token`, service, issuer, rootcertbundle } } })
})
afterAll(async () => {
  await registry?.stop()
  await signer?.remove()
  await tokens?.close()
})

let client: RegistryClient | undefined
afterEach(() => client?.close())

/** Gives everything to one user, and nothing to others. */
function tokensFor(user: string): Answer {
  const expected = `Basic ${Buffer.from(`${user}:${PASSWORD}`).toString('base64')}`
  return (request, response, raw) => {
    const scope = new URL(request.url, 'http://tokens').searchParams.get('scope') ?? ''
    const [, name = '', actions = ''] = /^repository:([^:]+):(.+)$/.exec(scope) ?? []
    const token = signer.sign([{ type: 'repository', name, actions: actions.split(',') }], 60_000)
    const answer = request.authorization === expected ? reply(200, {}, { token, expires_in: 60 }) : reply(401)
    answer(request, response, raw)
  }
}

function open({ kind, env: envOf }: Case) {
  const environment = {
    env: envOf(registry.host),
    home: '/home/nobody',
    readFile: async () => undefined,
    transport: createTransport({}),
  }
  const context = {
    ...environment,
    host: registry.host,
    signal: new AbortController().signal,
    clock: systemClock,
    onRetry: () => undefined,
  }
  const service = chooseRegistryKind(registry.host, kind).open(context)
  const credentials = createCredentialSources({ ...environment, runHelper: async () => undefined }, service.credentials)
  return { service, credentials }
}

describe.each(CASES)('$kind', (given) => {
  const { kind, user, repository, bad } = given

  it('signs in by its environment, makes no repository, and has an image promoted', async () => {
    tokens.answer = tokensFor(user)
    const { service, credentials } = open(given)
    expect(await service.ensureRepository(repository)).toBe('not-needed')
    const image = sampleImage({ layers: [kind] })
    const authorization = `Bearer ${signer.sign([{ type: 'repository', name: repository, actions: ['pull', 'push'] }], 60_000)}`
    await uploadImage({ host: registry.host, repository, authorization }, image)
    client = createRegistryClient({ credentials })
    const reference = parseImageReference(`${registry.host}/${repository}:latest`)
    await client.putManifest(reference, image.manifest)
    expect(await client.verifyImage(reference)).toMatchObject({ kind: 'whole', digest: image.manifest.digest })
    expect(tokens.seen.length).toBeGreaterThan(0)
  })

  it('names its rule for a repository that it cannot have', async () => {
    const [name, rule] = bad
    await expect(open(given).service.ensureRepository(name)).rejects.toMatchObject({
      code: 'bad-repository-name',
      fix: expect.stringContaining(rule) as string,
    })
  })

  it('gives its sign-in to no other host', async () => {
    expect(await open(given).service.credentials?.find('other.example')).toBeUndefined()
  })
})

it("takes GitLab's job token for the registry alone that GitLab names", async () => {
  const env = { CI_REGISTRY: 'registry.gitlab.com', CI_REGISTRY_USER: 'gitlab-ci-token', CI_REGISTRY_PASSWORD: PASSWORD }
  const { service } = open({ ...CASES[1], env: () => env } as Case)
  expect(await service.credentials?.find(registry.host)).toBeUndefined()
})

it('says how many pulls Docker Hub allows, and what to do', async () => {
  const limited = reply(
    429,
    { 'ratelimit-limit': '100;w=21600', 'retry-after': '3600' },
    { errors: [{ code: 'TOOMANYREQUESTS', message: 'You have reached your unauthenticated pull rate limit.' }] },
  )
  const hub = await startScriptedServer(limited)
  const rateLimitFixOf = () => open(CASES[2] as Case).service.rateLimitFix
  client = createTestClient(undefined, { rateLimitFixOf })
  await expect(client.headManifest(parseImageReference(`${hub.host}/library/debian:trixie`))).rejects.toMatchObject({
    code: 'registry-rate-limited',
    message: expect.stringContaining('it was asked too often, and allows 100 in 6 h, and asks to wait 3600 s') as string,
    fix: expect.stringContaining('docker login') as string,
  })
  await hub.close()
})
