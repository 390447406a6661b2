import { generateKeyPairSync } from 'node:crypto'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { KEY_LABEL, ModuleImagesError, parseImageReference, type PushTags } from '@module-images/core'
import type { Engine, InspectedImage } from '@module-images/engine'
import { createRegistryClient, type RegistryClient, systemClock } from '@module-images/registry'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createContentKeys } from '@module-images/workspace'
import { readWorkspace, temporaryWorkspace, writeFiles } from '@module-images/workspace/testing'
import { NO_TIP } from '../publish/branch-tip.js'
import { createSigner } from '../publish/image-signer.js'
import { createEngineImages } from '../session/engine-images.js'
import { createImageTags } from '../registry-view/image-tags.js'
import { createBuildCache } from '../build/build-cache.js'
import { rememberLayerStores } from '../build/write-layers.js'
import { createParentTags } from '../build/parent-tags.js'
import { resolveTarget } from '../session/image-target.js'
import { PLAIN_REPOSITORIES } from '../publish/repositories.js'
import { prepareReceipts, readReceipt } from '../receipts/receipts.js'
import { type CommittedContent, NO_REPOSITORY, OF_A_COMMIT } from '../committed/committed-content.js'
import { startTestRegistry, type TestRegistry } from '../testing/test-registry.js'
import { type ImageTask, runTasks, type TaskPorts } from './run-tasks.js'
import { NO_ACTIVITIES } from '../session/activities.js'

let registry: TestRegistry
beforeAll(async () => {
  registry = await startTestRegistry()
})
afterAll(() => registry.stop())

let runs = 0

const FAILURE = { code: 'step-failed', message: 'no', dockerfile: 'Dockerfile', lastLines: [], reproduce: '' } as const

/** Of every image of the engine. */
const DIGEST = `sha256:${'1'.repeat(64)}`

/** What goes wrong, and how often; counted down as it happens. */
interface Faults {
  build?: number
  push?: number
  /** Requests for manifests. */
  registry?: number
}

function strike(faults: Faults, what: keyof Faults): boolean {
  const left = faults[what] ?? 0
  faults[what] = Math.max(0, left - 1)
  return left > 0
}

function anonymousClient(): RegistryClient {
  return createRegistryClient({ credentials: { name: 'nobody', find: async () => ({ kind: 'anonymous' }) } })
}

/** A run whose engine notes what it is asked to do, the module's name with it. */
async function createRun(options: object = {}, faults: Faults = {}, dockerfile = 'FROM scratch\n') {
  const calls: string[] = []
  const contexts: string[] = []
  /** Questions to the engine, and names that it is to give: each is a process. */
  const asks: string[] = []
  /** What a build tells of its image. */
  const told: { imageId?: string; digest?: string } = {}
  const prefix = `${registry.host}/p${(runs += 1)}`
  const root = temporaryWorkspace(
    {
      'modules/parent/Dockerfile': dockerfile,
      'modules/child/Dockerfile': `FROM ${prefix}/parent\n`,
      ...projectJson('child', options),
    },
    { registry: prefix },
  )
  prepareReceipts(root)
  const unused = (): Promise<never> => Promise.reject(new Error('No task of these tests asks for it.'))
  const workspace = readWorkspace(root)
  const contentKeys = createContentKeys(workspace)
  const nameOf = (reference: string) => reference.slice(prefix.length + 1).split(':')[0] ?? ''
  const note = (call: string, reference: string) => void calls.push(`${call} ${nameOf(reference)}`)
  const present = async (reference: string): Promise<InspectedImage> => {
    const wanted = await contentKeys.keyOf(nameOf(reference))
    const labels = { [KEY_LABEL]: wanted.kind === 'keyed' ? wanted.key : '' }
    return { kind: 'present', id: DIGEST, digest: DIGEST, labels, entrypoint: [], size: 1, platform: 'linux/amd64' }
  }
  const engine: Omit<Engine, 'name' | 'readUserNamespace' | 'run'> = {
    readLayerStore: async () => {
      asks.push('layer store')
      return 'containerd'
    },
    requirePublisher: () => Promise.resolve(),
    pruneBuildCache: async () => void calls.push('prune'),
    pull: () => unused(),
    findImages: async () => {
      calls.push('list')
      return []
    },
    inspectMany: (references) => {
      asks.push('inspect')
      return Promise.all(references.map(present))
    },
    tag: async (source) => void asks.push(`tag ${source}`),
    build: async ({ tags: [tag = ''], buildContexts, cacheTo, output }) => {
      if (output.kind === 'none') calls.push(`leave ${cacheTo.join(' ').replace(prefix, '')} as ${output.configFolder}`)
      else note('build', tag)
      contexts.push(...Object.values(buildContexts))
      if (strike(faults, 'build')) return { kind: 'failed', seconds: 0, failure: FAILURE }
      return { kind: 'built', seconds: 0, steps: { total: 0, cached: 0, triggers: 0 }, ...told }
    },
    inspect: present,
    push: async (reference) => {
      note('push', reference)
      if (strike(faults, 'push')) throw new ModuleImagesError({ code: 'push-failed', kind: 'remote', message: 'no' })
      const wanted = await contentKeys.keyOf(nameOf(reference))
      if (wanted.kind === 'broken') throw wanted.error
      await registry.put(`p${runs}/${nameOf(reference)}`, wanted.contentTag, { content: 'x', labels: { [KEY_LABEL]: wanted.key } })
      return {}
    },
    remove: async (reference) => note('remove', reference),
  }
  const real = anonymousClient()
  const client: RegistryClient = Object.assign(Object.create(real) as RegistryClient, {
    getManifest: async (...args: Parameters<RegistryClient['getManifest']>) => {
      if (strike(faults, 'registry')) throw new ModuleImagesError({ code: 'registry-unreachable', kind: 'remote', message: 'no' })
      return real.getManifest(...args)
    },
  })
  const unbounded = <T>(task: () => Promise<T>) => task()
  const run: TaskPorts = {
    ...{ workspace, registryPrefix: prefix, mirrors: [], contentKeys, engine, imageTags: createImageTags(client), registry: client },
    ...{ engineImages: createEngineImages({ engine, log: () => undefined }), parentTags: createParentTags(engine), digests: new Map() },
    ...{
      pushConfig: async () => '/signed-in',
      pullConfig: async () => undefined,
      git: async () => ({}),
      builds: unbounded,
      pushes: unbounded,
    },
    ...{
      repositories: PLAIN_REPOSITORIES,
      tip: NO_TIP,
      committed: NO_REPOSITORY,
      clock: systemClock,
      signal: new AbortController().signal,
    },
    ...{ now: () => new Date(0), version: undefined, ci: false, keepBuilds: false, pullRequestLayers: false, localRegistry: false },
    ...{ log: () => undefined, logOnce: () => undefined },
    ...{ activities: NO_ACTIVITIES, warnOfUnlocked: () => undefined, verbose: false },
    ...{ buildCache: createBuildCache({ engine, builder: undefined, isHostedRunner: true, log: () => undefined }) },
    layerStore: rememberLayerStores(engine),
    ...{ builder: undefined, configuredProxies: async () => new Set<string>(), anonymousConfig: unused },
  }
  const asked = () => calls.filter((call) => call === 'list').length
  return { run, root, calls: () => calls.filter((call) => call !== 'list'), asked, contexts, prefix, asks, told }
}

function projectJson(module: string, options: object): Record<string, string> {
  return { [`modules/${module}/project.json`]: JSON.stringify({ targets: { 'docker-build': { options } } }) }
}

const build = (module: string, dependencies: string[]): ImageTask => ({
  id: `${module}:build`,
  module,
  dependencies,
  action: 'build',
  published: true,
})
const push = (module: string, prune: boolean): ImageTask => ({
  ...{ id: `${module}:push`, module, dependencies: [`${module}:build`] },
  ...{ action: 'push', tags: { releases: [], branch: ['latest'] }, moveTags: false, prune },
})

it('prunes an image after its push, and a parent not before what stands on it is built', async () => {
  const { run, calls } = await createRun()
  const tasks = [build('parent', []), push('parent', true), build('child', ['parent:build']), push('child', true)]
  const ends = []
  for await (const end of runTasks(tasks, run)) ends.push(end)
  expect(ends.map(({ kind }) => kind)).toEqual(['done', 'done', 'done', 'done'])
  // The parent by the name that the child was built from, too.
  expect(calls().sort()).toEqual([
    'build child',
    'build parent',
    'prune',
    'prune',
    'push child',
    'push parent',
    'remove child',
    'remove parent',
    'remove parent',
  ])
  const at = (call: string) => calls().indexOf(call)
  expect([at('push parent') < at('remove parent'), at('build child') < at('remove parent'), at('push child') < at('remove child')]).toEqual(
    [true, true, true],
  )
})

it('prunes in the engine alone: what refers to the image stays in the registry', async () => {
  const { run, root, calls } = await createRun()
  const from = join(root, 'key.pem')
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  writeFileSync(from, privateKey.export({ type: 'pkcs8', format: 'pem' }))
  const signer = createSigner({ ...run, registry: anonymousClient(), env: {}, method: { kind: 'key', from } })
  const { image, contentTag } = await resolveTarget(run, 'parent')
  const { host, repository } = parseImageReference(image)
  const referrers = async () => {
    const { digest = '' } = (await createImageTags(anonymousClient())(await resolveTarget(run, 'parent')).contentDetails()) ?? {}
    return anonymousClient().listReferrers({ host, repository }, digest)
  }
  const whenPruned: unknown[] = []
  const remove = async (reference: string) => {
    whenPruned.push(await referrers())
    await run.engine.remove(reference)
  }
  await registry.takeRequests()
  await endsOf([build('parent', []), push('parent', true)], { ...run, signer, engine: { ...run.engine, remove } })
  expect(calls()).toEqual(['build parent', 'push parent', 'remove parent', 'prune'])
  const left = await referrers()
  expect(left).toHaveLength(3)
  expect(whenPruned).toEqual([left])
  for (const { digest } of left)
    expect(await anonymousClient().getManifest({ host, repository, digest })).toMatchObject({ kind: 'present' })
  expect(await anonymousClient().getManifest({ host, repository, tag: contentTag })).toMatchObject({ kind: 'present' })
  expect((await registry.takeRequests()).filter((request) => request.startsWith('DELETE'))).toEqual([])
})

it('asks the engine nothing about an image whose id and digest its build told', async () => {
  const { run, asks } = await createRun()
  const tasks = [build('parent', []), push('parent', false)]
  await endsOf(tasks, run)
  expect(asks).toEqual(['inspect', `tag ${DIGEST}`, 'layer store'])
  const other = await createRun()
  Object.assign(other.told, { imageId: 'sha256:built', digest: 'sha256:built' })
  await endsOf(tasks, other.run)
  expect(other.asks).toEqual(['tag sha256:built'])
})

it('keeps images unless asked to prune', async () => {
  const { run, calls } = await createRun()
  for await (const end of runTasks([build('parent', []), push('parent', false)], run)) expect(end.kind).toBe('done')
  expect(calls().filter((call) => call.startsWith('remove'))).toEqual([])
})

/** One whose image holds the layers of its last stage alone. */
const TWO_STAGES = 'FROM scratch AS build\nFROM scratch\nCOPY --from=build / /\n'
const LEFT = 'leave type=registry,ref=/parent:layer-cache,mode=max,image-manifest=true,oci-mediatypes=true as /signed-in'

it('leaves the layers of all stages beside an image that it has built and pushed, and empties the build cache after that', async () => {
  const { run, calls } = await createRun({}, {}, TWO_STAGES)
  const tasks = [build('parent', []), push('parent', true)]
  expect(await endsOf(tasks, run)).toEqual({ 'parent:build': 'done', 'parent:push': 'done' })
  expect(calls()).toEqual(['build parent', 'push parent', LEFT, 'remove parent', 'prune'])
})

it.each([
  ['classic', `${TWO_STAGES}# classic\n`],
  ['containerd', 'FROM scratch\n'],
] as const)('leaves none where the store is %s and the Dockerfile is %j', async (store, dockerfile) => {
  const { run, calls } = await createRun({}, {}, dockerfile)
  await endsOf([build('parent', []), push('parent', false)], { ...run, layerStore: async () => store })
  expect(calls()).toEqual(['build parent', 'push parent'])
})

it.each([
  [
    true,
    [
      'build parent',
      'leave type=gha,scope=/parent,mode=max as undefined',
      'build child',
      'leave type=gha,scope=/child,mode=max as undefined',
    ],
  ],
  [false, ['build parent', 'build child']],
])('leaves the layers of a build in the cache of its pull request, where it has one: %s', async (pullRequestLayers, expected) => {
  const { run, calls } = await createRun()
  const tasks = [build('parent', []), build('child', ['parent:build'])].map((task) => ({ ...task, published: false }) as ImageTask)
  await endsOf(tasks, { ...run, pullRequestLayers })
  expect(calls()).toEqual(expected)
})

it('leaves none of an image that it did not push: a build alone writes nothing, and what is published has left its own', async () => {
  const { run, calls } = await createRun({}, {}, TWO_STAGES)
  await endsOf([{ ...build('parent', []), published: false } as ImageTask], run)
  const wanted = await run.contentKeys.keyOf('parent')
  if (wanted.kind === 'broken') throw wanted.error
  await registry.put(`p${runs}/parent`, wanted.contentTag, { content: 'x', labels: { [KEY_LABEL]: wanted.key } })
  const again = { ...run, imageTags: createImageTags(anonymousClient()) }
  expect(await endsOf([build('parent', []), push('parent', false)], again)).toEqual({ 'parent:build': 'done', 'parent:push': 'done' })
  expect(calls()).toEqual(['build parent'])
})

it('empties the build cache all the same where a push failed whose layers were to be left', async () => {
  const { run, calls } = await createRun({}, { push: 1 }, TWO_STAGES)
  const tasks = [build('parent', []), push('parent', true), build('child', ['parent:build']), push('child', true)]
  expect(await endsOf(tasks, run)).toMatchObject({ 'parent:push': 'failed', 'child:push': 'done' })
  expect(calls().filter((call) => call === 'prune')).toHaveLength(1)
})

it('builds on a builder of its own what stands on another module from the published parent, after its push', async () => {
  const { run, calls, contexts, prefix } = await createRun({ builder: 'far' })
  const tasks = [build('parent', []), push('parent', false), build('child', ['parent:build']), push('child', false)]
  for await (const end of runTasks(tasks, run)) expect(end.kind).toBe('done')
  expect(calls()).toEqual(['build parent', 'push parent', 'build child', 'push child'])
  const parent = await run.imageTags(await resolveTarget(run, 'parent')).contentState()
  expect(contexts).toEqual([`docker-image://${prefix}/parent@${parent.kind === 'present' ? parent.digest : ''}`])
})

it('asks the engine once for what the registry lacks at the same time, and not at all where it has all that is published', async () => {
  const { run, calls, asked, prefix } = await createRun()
  const tasks = [build('parent', []), push('parent', false), build('child', ['parent:build']), push('child', false)]
  for (const module of ['parent', 'child']) {
    const wanted = await run.contentKeys.keyOf(module)
    if (wanted.kind === 'broken') throw wanted.error
    const repository = `${prefix.slice(prefix.indexOf('/') + 1)}/${module}`
    await registry.put(repository, wanted.contentTag, { content: 'x', labels: { [KEY_LABEL]: wanted.key } })
    const ends = []
    for await (const end of runTasks(module === 'child' ? tasks : tasks.slice(0, 2), run)) ends.push(end.kind)
    expect(new Set(ends)).toEqual(new Set(['done']))
  }
  expect([calls(), asked()]).toEqual([[], 0])
  const other = await createRun()
  for await (const end of runTasks(tasks, other.run)) expect(end.kind).toBe('done')
  // The child is wanted once the parent is there.
  expect(other.asked()).toBe(2)
})

describe('a module with changes that are in no commit', () => {
  const uncommitted: CommittedContent = {
    prepare: () => undefined,
    stateOf: async () => ({ kind: 'uncommitted', files: [{ path: 'modules/parent/x', why: 'is in no commit' }] }),
  }
  const tasksOf = (tags: PushTags): ImageTask[] => {
    const [built, pushed] = [build('parent', []), push('parent', false)]
    return [
      { ...built, tags },
      { ...pushed, tags },
    ]
  }

  it('is not built for a release', async () => {
    const { run, calls } = await createRun()
    const ends = []
    const limited = { ...run, committed: uncommitted, localRegistry: false, logOnce: () => undefined }
    for await (const end of runTasks(tasksOf({ releases: ['v1'], branch: [] }), limited)) ends.push(end)
    expect(ends).toMatchObject([{ kind: 'failed', error: { code: 'release-uncommitted' } }, { kind: 'skipped' }])
    expect(calls()).toEqual([])
  })

  it('is said before its build', async () => {
    const { run, calls } = await createRun()
    const logOnce = (line: string) => {
      if (calls().length === 0) logged.push(line)
    }
    const logged: string[] = []
    const limited = { ...run, committed: uncommitted, localRegistry: false, logOnce }
    for await (const end of runTasks(tasksOf({ releases: [], branch: ['latest'] }), limited)) expect(end.kind).toBe('done')
    expect(logged).toEqual([
      'parent  warning: 1 file is not as in the commit; latest will be left alone\n    modules/parent/x (is in no commit)',
    ])
    expect(calls()).toEqual(['build parent', 'push parent'])
  })

  it.each([
    ['the commit', OF_A_COMMIT, 'c0ffee'],
    ['no commit', uncommitted, undefined],
  ])('has an image whose label names %s', async (_, committed, revision) => {
    const { run } = await createRun()
    const revisions: (string | undefined)[] = []
    const build = async (...[request, options]: Parameters<Engine['build']>) => {
      revisions.push(request.labels['org.opencontainers.image.revision'])
      return run.engine.build(request, options)
    }
    const git = async () => ({ commit: 'c0ffee' })
    await endsOf(tasksOf({ releases: [], branch: [] }), { ...run, git, committed, engine: { ...run.engine, build } })
    expect(revisions).toEqual([revision])
  })
})

async function endsOf(tasks: readonly ImageTask[], run: TaskPorts): Promise<Record<string, string>> {
  const ends: Record<string, string> = {}
  for await (const end of runTasks(tasks, run)) ends[end.task.id] = end.kind
  return ends
}

it('asks a registry again that did not answer before a build', async () => {
  const { run, calls } = await createRun({}, { registry: 1 })
  expect(await endsOf([build('parent', []), push('parent', false)], run)).toEqual({ 'parent:build': 'done', 'parent:push': 'done' })
  expect(calls()).toEqual(['build parent', 'push parent'])
})

it("names its parent's digest in the receipt of a child", async () => {
  const { run, root, prefix } = await createRun()
  const tasks = [build('parent', []), push('parent', false), build('child', ['parent:build']), push('child', false)]
  expect(new Set(Object.values(await endsOf(tasks, run)))).toEqual(new Set(['done']))
  expect(readReceipt(root, 'child')?.bases).toEqual([{ reference: `${prefix}/parent`, module: 'parent', digest: DIGEST }])
})

describe('a module that fails after it succeeded earlier', () => {
  const tasks = [build('parent', []), push('parent', false)]

  it.each([
    [{ build: 1 }, { 'parent:build': 'failed', 'parent:push': 'skipped' }],
    [{ push: 1 }, { 'parent:build': 'done', 'parent:push': 'failed' }],
  ])('with %j leaves no receipt', async (faults, expected) => {
    const { run, root } = await createRun({}, faults)
    const earlier = { receipt: 1, module: 'parent', outcome: 'built', tags: ['latest'] }
    writeFiles(root, { 'dist/images/parent.json': JSON.stringify(earlier), 'dist/images/child.json': 'of another run' })
    expect(await endsOf(tasks, run)).toEqual(expected)
    expect(readdirSync(join(root, 'dist/images'))).toEqual(['child.json'])
  })
})

it('leaves what is not for the platform of this machine to others', async () => {
  const { run, calls } = await createRun()
  const part = { ...run, part: 'linux/arm64' }
  expect(await endsOf([build('parent', []), push('parent', false)], part)).toEqual({
    'parent:build': 'inactive',
    'parent:push': 'inactive',
  })
  expect(calls()).toEqual([])
})

it('removes the receipts of modules before anything is done with them, and no file elsewhere', async () => {
  const root = temporaryWorkspace({ 'dist/images/a.json': '{}', 'dist/images/b.json': '{}', 'x.json': '{}' })
  prepareReceipts(root, ['a', 'none', '../../x'])
  expect([readdirSync(join(root, 'dist/images')), existsSync(join(root, 'x.json'))]).toEqual([['b.json'], true])
})
