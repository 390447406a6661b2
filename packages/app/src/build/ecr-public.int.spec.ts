import { createEngine } from '@module-images/engine'
import { renderError } from '@module-images/core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { readWorkspace, temporaryWorkspace } from '@module-images/workspace/testing'
import { readRunEnvironment } from '../session/run-environment.js'
import { lockModules } from '../commands/lock/lock-modules.js'
import { type EcrPublicFacts, type EcrPublicProcess, startEcrPublicProcess } from '../testing/ecr-public-process.js'
import { type OpenSession, openSession } from '../tasks/open-session.js'
import { createTestContext } from '../testing/command-context.js'
import { publishImage } from '../publish/publish-image.js'
import { reconcileImage } from './reconcile-image.js'

const engine = createEngine({ env: process.env })
const LATEST = { tags: { releases: [], branch: ['latest'] }, moveTags: false }
const README = '# Hello\n\nSays hello.\n'

/** The real engine pushes to a real registry, which takes what the service issues in either way. */
describe.each(['password', 'token'] as const)('publishing to ECR Public, a registry that takes a %s', (guard) => {
  let service: EcrPublicProcess
  beforeAll(async () => {
    service = await startEcrPublicProcess(guard)
  })
  afterAll(() => service?.stop())

  let logged: string[] = []
  const built = new Set<string>()
  beforeEach(() => {
    for (const [name, value] of Object.entries(service.env)) vi.stubEnv(name, value)
    logged = []
  })
  afterEach(async () => {
    for (const reference of built) await engine.remove(reference)
    built.clear()
    vi.unstubAllEnvs()
  })

  /** `work` with a run over two modules of this name, whose images hold nothing but a text. */
  async function withRun<T>(name: string, work: (run: OpenSession) => Promise<T>): Promise<T> {
    const module = (each: string) => ({
      [`modules/${each}/Dockerfile`]: 'FROM scratch\nCOPY own /own\n',
      [`modules/${each}/own`]: `${each} ${guard}`,
      [`modules/${each}/README.md`]: README,
    })
    const root = temporaryWorkspace({ ...module(`${name}-one`), ...module(`${name}-two`) }, { registryKind: 'ecr-public' })
    const environment = readRunEnvironment({ MODULE_IMAGES_REGISTRY: `${service.host}/${service.alias}` })
    const signal = new AbortController().signal
    const run = openSession(readWorkspace(root), { env: process.env, environment, signal, log: (line) => logged.push(line) })
    try {
      return await work(run)
    } finally {
      await run.close()
    }
  }

  async function publish(run: OpenSession, name: string) {
    const receipt = await reconcileImage(run, name)
    built.add(`${receipt.image}:${receipt.contentTag}`)
    return publishImage(run, name, LATEST)
  }

  function secretsOf(facts: EcrPublicFacts): string[] {
    return [...service.secrets, ...facts.issued.flatMap(({ password, token }) => [password, token])]
  }

  it('makes each repository, pushes, promotes and fills in the page, all by one sign-in, and leaves all alone the next time', async () => {
    const names = ['first-one', 'first-two']
    const receipts = await withRun('first', (run) => Promise.all(names.map((name) => publish(run, name))))
    expect(receipts.map(({ outcome }) => outcome)).toEqual(['pushed', 'pushed'])
    const facts = await service.tell({})
    const count = (operation: string) => facts.calls.filter((call) => call.startsWith(operation)).length
    expect(['GetAuthorizationToken', 'CreateRepository', 'PutRepositoryCatalogData'].map(count)).toEqual([1, 2, 2])
    expect(facts.regions).toEqual(['us-east-1'])
    for (const { image, digest, contentTag } of receipts) {
      const repository = facts.repositories.find(({ name }) => image.endsWith(`/${name}`))
      expect(repository?.images.find((each) => each.digest === digest)?.tags.toSorted()).toEqual([contentTag, 'latest'])
      expect(repository?.catalogData).toMatchObject({ description: 'Says hello.', aboutText: README.trim(), architectures: ['x86-64'] })
      expect(repository?.catalogData?.['usageText']).toContain(`docker pull ${image}:latest`)
    }
    expect(secretsOf(facts).filter((secret) => logged.join('\n').includes(secret))).toEqual([])

    const again = await withRun('first', (run) => Promise.all(names.map((name) => publishImage(run, name, LATEST))))
    expect(again.map(({ outcome }) => outcome)).toEqual(['present', 'present'])
    const { calls } = await service.tell({})
    expect(calls.toSorted()).toEqual(['GetAuthorizationToken', 'GetRepositoryCatalogData first-one', 'GetRepositoryCatalogData first-two'])
  })

  it('goes on when the sign-in ends between two modules', async () => {
    const outcomes = await withRun('ending', async (run) => {
      const first = await publish(run, 'ending-one')
      expect((await service.tell({ expire: true })).calls).toContain('GetAuthorizationToken')
      return [first.outcome, (await publish(run, 'ending-two')).outcome]
    })
    expect(outcomes).toEqual(['pushed', 'pushed'])
    expect((await service.tell({})).calls.filter((call) => call === 'GetAuthorizationToken')).toHaveLength(1)
  })

  it('stops where a permission is missing, which it names, before anything is uploaded', async () => {
    await service.tell({ deny: ['ecr-public:CreateRepository'] })
    const error: unknown = await withRun('denied', (run) => publish(run, 'denied-one')).catch((thrown: unknown) => thrown)
    const facts = await service.tell({ allow: true })
    expect(error).toMatchObject({ code: 'ecr-denied', fix: expect.stringContaining('ecr-public:CreateRepository') })
    expect(facts.repositories.map(({ name }) => name)).not.toContain('denied-one')
    expect(secretsOf(facts).filter((secret) => renderError(error).includes(secret))).toEqual([])
  })

  it('locks bases that lie there, signed in the same way', async () => {
    const { image, digest } = await withRun('base', (run) => publish(run, 'base-one'))
    const root = temporaryWorkspace({ 'modules/child/Dockerfile': `FROM ${image}:latest\n` }, { registryKind: 'ecr-public' })
    const context = createTestContext(root, { MODULE_IMAGES_REGISTRY: `${service.host}/${service.alias}` })
    const code = await lockModules([], { json: true }, context)
    expect({ code, errors: context.logged.filter((line) => line.startsWith('✗')) }).toEqual({ code: 0, errors: [] })
    expect(context.logged.join('\n')).toContain(digest)
  })

  it('takes a page it may not write for a warning', async () => {
    await service.tell({ deny: ['ecr-public:PutRepositoryCatalogData'] })
    const receipt = await withRun('page', (run) => publish(run, 'page-one'))
    await service.tell({ allow: true })
    expect(receipt.outcome).toBe('pushed')
    expect(logged.find((line) => line.includes('warning: the page'))).toContain('needs the permission ecr-public:PutRepositoryCatalogData')
  })
})
