import { describe, expect, it } from 'vitest'
import { Secret } from './secret.js'
import type { Credential, CredentialEnvironment, HelperReply } from './credential.js'
import { CREDENTIAL_SOURCES, createCredentialSources } from './credential-sources.js'

interface World {
  readonly env?: Record<string, string>
  readonly files?: Record<string, unknown>
  readonly helpers?: Record<string, HelperReply>
}

/** `files` by path, text as it is and all else as JSON; `helpers` by `helper server`. */
function environment({ env = {}, files = {}, helpers = {} }: World) {
  const ran: string[] = []
  const result: CredentialEnvironment & { readonly ran: string[] } = {
    env,
    home: '/home/me',
    ran,
    readFile: async (path) => {
      const file = files[path]
      return file === undefined || typeof file === 'string' ? file : JSON.stringify(file)
    },
    runHelper: async (helper, server) => {
      ran.push(`${helper} ${server}`)
      return helpers[`${helper} ${server}`]
    },
  }
  return result
}

/** A credential with its secret laid open, for asserting. */
function open(credential: Credential | undefined) {
  if (credential?.kind === 'basic') return { ...credential, password: credential.password.reveal() }
  return credential?.kind === 'identity-token' ? { ...credential, token: credential.token.reveal() } : credential
}

async function find(world: World, host: string) {
  return open(await createCredentialSources(environment(world)).find(host))
}

const base64 = (text: string) => Buffer.from(text).toString('base64')
const USER_FILE = '/home/me/.docker/config.json'
const saved = (server: string, auth = base64('saved:word')) => ({ [USER_FILE]: { auths: { [server]: { auth } } } })
const SAVED = { kind: 'basic', username: 'saved', password: 'word', origin: USER_FILE }
const ENV = { MODULE_IMAGES_REGISTRY_USERNAME: 'me', MODULE_IMAGES_REGISTRY_PASSWORD: 'p:w' }
const FROM_ENV = { kind: 'basic', username: 'me', password: 'p:w', origin: 'the environment (MODULE_IMAGES_REGISTRY_USERNAME)' }
const ANONYMOUS = { kind: 'anonymous' }

describe.each(CREDENTIAL_SOURCES.map((create) => [create(environment({})).name, create] as const))('the source %s', (_name, create) => {
  it('has a name of its own', () => {
    const names = CREDENTIAL_SOURCES.map((each) => each(environment({})).name)
    expect(names.filter((name) => name === create(environment({})).name).length).toBe(1)
  })

  it('knows no secret of a host it was not given one for', async () => {
    const env = { ...ENV, MODULE_IMAGES_REGISTRY_HOST: 'ghcr.io', MODULE_IMAGES_DOCKER_CONFIG: '/home/me/.docker' }
    const source = create(environment({ env, files: saved('ghcr.io') }))
    for (const host of ['ghcr.io.evil.example', 'evil.example', 'ghcr.io:5000', 'sub.ghcr.io', 'hcr.io']) {
      expect([undefined, ANONYMOUS]).toContainEqual(open(await source.find(host)))
    }
  })
})

describe('the order of sources', () => {
  const env = { ...ENV, MODULE_IMAGES_REGISTRY_HOST: 'ghcr.io', MODULE_IMAGES_DOCKER_CONFIG: '/run/config' }
  const files = { ...saved('ghcr.io'), '/run/config/config.json': { auths: { 'ghcr.io': { auth: base64('run:word') } } } }

  it('is environment, the run, the user, nobody', async () => {
    const { MODULE_IMAGES_DOCKER_CONFIG } = env
    expect(await find({ env, files }, 'ghcr.io')).toEqual(FROM_ENV)
    expect(await find({ env: { MODULE_IMAGES_DOCKER_CONFIG }, files }, 'ghcr.io')).toEqual({
      kind: 'basic',
      username: 'run',
      password: 'word',
      origin: '/run/config/config.json',
    })
    expect(await find({ files }, 'ghcr.io')).toEqual(SAVED)
    expect(await find({}, 'ghcr.io')).toEqual(ANONYMOUS)
  })
})

describe('the environment', () => {
  it.each([
    [{ MODULE_IMAGES_REGISTRY_HOST: 'ghcr.io' }, 'ghcr.io'],
    [{ MODULE_IMAGES_REGISTRY: 'public.ecr.aws/openscpca' }, 'public.ecr.aws'],
    [{ MODULE_IMAGES_REGISTRY: '127.0.0.1:5000/openscpca' }, '127.0.0.1:5000'],
    [{ MODULE_IMAGES_REGISTRY: 'localhost:5000' }, 'localhost:5000'],
    [{ MODULE_IMAGES_REGISTRY: 'openscpca' }, 'docker.io'],
    [{ MODULE_IMAGES_REGISTRY: 'docker.io/openscpca' }, 'docker.io'],
    [{ MODULE_IMAGES_REGISTRY: 'ghcr.io/a', MODULE_IMAGES_REGISTRY_HOST: 'quay.io' }, 'quay.io'],
  ])('with %j is for %s alone', async (where, host) => {
    expect(await find({ env: { ...ENV, ...where } }, host)).toEqual(FROM_ENV)
    expect(await find({ env: { ...ENV, ...where } }, 'example.org')).toEqual(ANONYMOUS)
  })

  it.each([
    [{ MODULE_IMAGES_REGISTRY_USERNAME: 'me', MODULE_IMAGES_REGISTRY_HOST: 'ghcr.io' }],
    [{ MODULE_IMAGES_REGISTRY_PASSWORD: 'word', MODULE_IMAGES_REGISTRY_HOST: 'ghcr.io' }],
    [ENV],
  ])('half set is an error: %j', async (env) => {
    const failure = find({ env }, 'ghcr.io')
    await expect(failure).rejects.toMatchObject({ code: 'bad-credentials-environment', kind: 'environment' })
    await expect(failure).rejects.toSatisfy((error: Error) => !/p:w|word\b.*word/.test(error.message))
  })
})

describe('the user’s Docker configuration', () => {
  it.each(['ghcr.io', 'https://ghcr.io', 'https://ghcr.io/v1/', 'http://ghcr.io/v2', 'ghcr.io/'])('knows ghcr.io as %s', async (server) => {
    expect(await find({ files: saved(server) }, 'ghcr.io')).toEqual(SAVED)
  })

  it('knows Docker Hub by the name Docker gives it', async () => {
    expect(await find({ files: saved('https://index.docker.io/v1/') }, 'docker.io')).toEqual(SAVED)
  })

  it('is where DOCKER_CONFIG says', async () => {
    const files = { '/elsewhere/config.json': { auths: { 'ghcr.io': { username: 'a', password: 'b' } } } }
    expect(await find({ env: { DOCKER_CONFIG: '/elsewhere' }, files }, 'ghcr.io')).toEqual({
      kind: 'basic',
      username: 'a',
      password: 'b',
      origin: '/elsewhere/config.json',
    })
  })

  it.each([
    [{ auth: base64('user:a:b\0\0') }, { kind: 'basic', username: 'user', password: 'a:b', origin: USER_FILE }],
    [
      { auth: base64('<ignored>:x'), identitytoken: 'refresh' },
      { kind: 'identity-token', token: 'refresh', origin: USER_FILE },
    ],
    [{}, ANONYMOUS],
    [{ auth: '' }, ANONYMOUS],
    [{ auth: '!!!' }, ANONYMOUS],
  ])('reads an entry %j', async (entry, expected) => {
    expect(await find({ files: { [USER_FILE]: { auths: { 'ghcr.io': entry } } } }, 'ghcr.io')).toEqual(expected)
  })

  it('asks a host’s own helper before the store for all, and the file only where neither is set', async () => {
    const helpers = {
      'ecr-login public.ecr.aws': { Username: 'AWS', Secret: 's1' },
      'desktop ghcr.io': { Username: '<token>', Secret: 's2' },
    }
    const files = { [USER_FILE]: { ...saved('quay.io')[USER_FILE], credsStore: 'desktop', credHelpers: { 'public.ecr.aws': 'ecr-login' } } }
    const world = environment({ files, helpers })
    const source = createCredentialSources(world)
    const hosts = ['public.ecr.aws', 'ghcr.io', 'quay.io', 'docker.io']
    const found = await Promise.all(hosts.map((host) => source.find(host)))
    expect(found.map(open)).toEqual([
      { kind: 'basic', username: 'AWS', password: 's1', origin: 'docker-credential-ecr-login' },
      { kind: 'identity-token', token: 's2', origin: 'docker-credential-desktop' },
      ANONYMOUS,
      ANONYMOUS,
    ])
    expect(world.ran.sort()).toEqual([
      'desktop ghcr.io',
      'desktop https://index.docker.io/v1/',
      'desktop quay.io',
      'ecr-login public.ecr.aws',
    ])
  })

  it.each(['../../bin/sh', 'x; rm -rf /', 'a b', '$(id)', 'a/b', 'a\nb'])('runs no helper named %j', async (credsStore) => {
    const world = environment({ files: { [USER_FILE]: { credsStore } } })
    await expect(createCredentialSources(world).find('ghcr.io')).rejects.toMatchObject({
      code: 'bad-docker-config',
      place: { file: USER_FILE },
    })
    expect(world.ran).toEqual([])
  })

  it.each([
    ['{"auths": {"ghcr.io": {"auth": "c2VjcmV0"', 'The Docker configuration is not valid JSON.'],
    ['{"auths": {"ghcr.io": {"auth": ["c2VjcmV0"]}}}', 'The Docker configuration is not as Docker writes it, at auths.'],
    ['["c2VjcmV0"]', 'The Docker configuration is not as Docker writes it, at the top.'],
  ])('that is malformed is named, never quoted: %s', async (text, message) => {
    const error: unknown = await find({ files: { [USER_FILE]: text } }, 'ghcr.io').catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'bad-docker-config', kind: 'environment', message, place: { file: USER_FILE } })
    expect(error).not.toHaveProperty('cause')
    expect(String((error as Error).stack)).not.toContain('c2VjcmV0')
  })

  it.each(['', '{}', '{"auths":null,"credsStore":"","HttpHeaders":{}}'])('may be as good as empty: %j', async (text) => {
    expect(await find({ files: { [USER_FILE]: text } }, 'ghcr.io')).toEqual(ANONYMOUS)
  })

  it('has no entries but its own', async () => {
    const files = { [USER_FILE]: '{"auths":{},"credHelpers":{}}' }
    expect(await find({ files }, 'constructor')).toEqual(ANONYMOUS)
    expect(await find({ files }, '__proto__')).toEqual(ANONYMOUS)
  })
})

describe("a registry's own source", () => {
  const OWN: Credential = { kind: 'basic', username: 'own', password: new Secret('made'), origin: 'the service' }
  const findWith = async (world: World, own: Credential | undefined) => {
    const service = { name: 'service', find: async () => own }
    return open(await createCredentialSources(environment(world), service).find('ghcr.io'))
  }

  it('goes before saved sign-ins, and gives way to what the environment says outright', async () => {
    const env = { ...ENV, MODULE_IMAGES_REGISTRY_HOST: 'ghcr.io' }
    expect(await findWith({ files: saved('ghcr.io') }, OWN)).toMatchObject({ username: 'own', password: 'made' })
    expect(await findWith({ env, files: saved('ghcr.io') }, OWN)).toEqual(FROM_ENV)
  })

  it('leaves it to saved sign-ins where it knows none', async () => {
    expect(await findWith({ files: saved('ghcr.io') }, undefined)).toEqual(SAVED)
  })
})
