import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { createTestFolder } from '@module-images/process/testing'
import { createEngine } from '../create-engine.js'
import type { Engine } from '../engine.js'

vi.setConfig({ testTimeout: 60_000 })

/** Docker as far as anybody sees it: it notes its arguments and its environment, waits where it is told to, and fails. */
function createSpy(script = 'exit 1') {
  const [bin, notes] = [createTestFolder(), createTestFolder()]
  // The shell adds variables of its own, so the environment is that which the kernel has of the process.
  writeFileSync(
    join(bin, 'docker'),
    `#!/bin/sh\nnote='${notes}'/$$\necho "$1 $2" > "$note.args"\ncat /proc/$$/environ > "$note.part"\nmv "$note.part" "$note.env"\n${script}\n`,
    { mode: 0o755 },
  )
  const calls = () =>
    readdirSync(notes)
      .filter((name) => name.endsWith('.env'))
      .map((name) => ({
        command: readFileSync(join(notes, name.replace(/env$/, 'args')), 'utf8').trim(),
        env: Object.fromEntries(
          readFileSync(join(notes, name), 'utf8')
            .split('\0')
            .filter((entry) => entry !== '')
            .map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
        ),
      }))
  return { path: [bin, process.env['PATH']].join(delimiter), calls }
}

/** What docker may see, and what would change a build, tell a secret or is nobody's business. */
const allowed = { HOME: '/home/of/nobody', DOCKER_HOST: 'unix:///no/such.sock', BUILDX_BUILDER: 'mine', https_proxy: 'http://p:1' }
const forbidden = {
  SOURCE_DATE_EPOCH: '1',
  EXPERIMENTAL_BUILDKIT_SOURCE_POLICY: '/policy.json',
  BUILDX_NO_DEFAULT_ATTESTATIONS: '1',
  BUILDX_GIT_LABELS: 'full',
  BUILDKIT_HOST: 'tcp://other:1',
  DOCKER_DEFAULT_PLATFORM: 'linux/riscv64',
  DOCKER_BUILDKIT: '0',
  MODULE_IMAGES_REGISTRY_PASSWORD: 'hidden',
  MODULE_IMAGES_PUSH_SILENCE: '60',
  SOMETHING_UNKNOWN: 'x',
  'nx weird name': 'x',
}

const image = 'module-images-test/none:1'
const request = {
  context: '/',
  dockerfile: '/Dockerfile',
  tags: [image],
  buildArgs: {},
  platforms: [],
  labels: {},
  ssh: [],
  cacheFrom: [],
  cacheTo: [],
  noCache: false,
  addHosts: {},
  buildContexts: {},
  reproduce: '',
}

/** Each method of the interface, with what its commands may have beside the allowed variables. */
const CALLS = {
  readUserNamespace: { call: (engine) => engine.readUserNamespace() },
  findImages: { call: (engine) => engine.findImages(['a:key-1']) },
  build: {
    call: (engine) =>
      engine.build(
        { ...request, secrets: [{ id: 's', env: 'BUILD_TOKEN' }], output: { kind: 'load', configFolder: '/own' } },
        () => undefined,
      ),
    more: { BUILD_TOKEN: 'secret', DOCKER_CONFIG: '/own', BUILDX_CONFIG: '/home/of/nobody/.docker/buildx' },
  },
  requirePublisher: { call: (engine) => engine.requirePublisher(image), commands: 0 },
  readLayerStore: { call: (engine) => engine.readLayerStore('mine'), commands: 2 },
  pruneBuildCache: { call: (engine) => engine.pruneBuildCache('mine') },
  tag: { call: (engine) => engine.tag(image, image) },
  push: {
    call: (engine) => engine.push(image, '/own'),
    more: { DOCKER_CONFIG: '/own', BUILDX_CONFIG: '/home/of/nobody/.docker/buildx' },
  },
  pull: { call: (engine) => engine.pull(image) },
  inspect: { call: (engine) => engine.inspect(image) },
  inspectMany: { call: (engine) => engine.inspectMany([image]) },
  remove: { call: (engine) => engine.remove(image) },
  run: {
    call: (engine) => engine.run({ image, args: [], mounts: [], env: { SOMETHING_UNKNOWN: 'of the container' } }),
    more: { SOMETHING_UNKNOWN: 'of the container' },
  },
} satisfies Record<Exclude<keyof Engine, 'name'>, Call>

interface Call {
  readonly call: (engine: Engine) => Promise<unknown>
  readonly more?: Readonly<Record<string, string>>
  /** How many it starts; one. */
  readonly commands?: number
}

test.each(Object.entries<Call>(CALLS))(
  '%s hands docker exactly what the allow-list names',
  async (_, { call, more = {}, commands = 1 }) => {
    const spy = createSpy()
    const env = { ...allowed, ...forbidden, BUILD_TOKEN: 'secret', PATH: spy.path }
    await Promise.allSettled([call(createEngine({ env }))])
    expect(spy.calls().map((one) => one.env)).toEqual(Array.from({ length: commands }, () => ({ ...allowed, PATH: spy.path, ...more })))
  },
)

test('so do the commands that stop and remove a container', async () => {
  const spy = createSpy('[ "$2" = run ] || exit 0\nexec tail -f /dev/null')
  const env = { ...allowed, ...forbidden, PATH: spy.path }
  const controller = new AbortController()
  const run = createEngine({ env, signal: controller.signal }).run({ image, args: [], mounts: [], env: { OF_CONTAINER: 'x' } })
  await vi.waitFor(() => expect(spy.calls().length).toBe(1), { timeout: 30_000 })
  controller.abort()
  await run
  const calls = new Map(spy.calls().map((one) => [one.command, one.env]))
  const plain = { ...allowed, PATH: spy.path }
  expect(Object.fromEntries(calls)).toEqual({
    'container run': { ...plain, OF_CONTAINER: 'x' },
    'container stop': plain,
    'container rm': plain,
  })
})

/** What a publishing job holds: a sign-in for each way of publishing, and the identity it takes its role with. */
const jobSecrets = {
  AWS_ROLE_ARN: 'arn:aws:iam::1:role/publisher',
  AWS_ACCESS_KEY_ID: 'AKID',
  AWS_SECRET_ACCESS_KEY: 'hidden',
  AWS_SESSION_TOKEN: 'hidden',
  GITHUB_TOKEN: 'hidden',
  ACTIONS_ID_TOKEN_REQUEST_URL: 'https://token.example/',
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'hidden',
  ACTIONS_RUNTIME_TOKEN: 'hidden',
  ACTIONS_CACHE_URL: 'https://cache.example/',
}

test.each([
  ['a build', {}, [] as string[]],
  ['a build with a cache of the job', { cacheTo: ['type=gha'] }, ['ACTIONS_RUNTIME_TOKEN', 'ACTIONS_CACHE_URL']],
])('%s gets no sign-in and no identity of the job: %j leaves %j', async (_, change, given) => {
  const spy = createSpy()
  const { BUILDX_BUILDER: _chosen, ...plain } = allowed
  const env = { ...plain, ...jobSecrets, PATH: spy.path }
  await Promise.allSettled([createEngine({ env }).build({ ...request, ...change, secrets: [], output: { kind: 'load' } }, () => undefined)])
  const secrets = Object.fromEntries(Object.entries(jobSecrets).filter(([name]) => given.includes(name)))
  expect(spy.calls().map((one) => one.env)).toEqual([{ ...plain, ...secrets, PATH: spy.path }])
})
