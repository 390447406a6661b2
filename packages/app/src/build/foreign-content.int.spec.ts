import { type ContentKey, KEY_LABEL, shortContentTag } from '@module-images/core'
import { createEngine, type RunRequest } from '@module-images/engine'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { readWorkspace, temporaryWorkspace } from '@module-images/workspace/testing'
import { parseContainerOptions } from '../commands/run/container-options.js'
import { parseProgramOptions } from '../commands/run/target-options.js'
import { runScript } from '../commands/run/run-script.js'
import { readRunEnvironment } from '../session/run-environment.js'
import { startTestRegistry, type TestRegistry } from '../testing/test-registry.js'
import { openSession } from '../tasks/open-session.js'
import { ensureImage } from './ensure-image.js'
import { loadImage } from './load-image.js'
import { publishImage } from '../publish/publish-image.js'
import { prepareReceipts } from '../receipts/receipts.js'
import { reconcileImage } from './reconcile-image.js'
import { resolveTarget } from '../session/image-target.js'

const engine = createEngine({ env: process.env })
let registry: TestRegistry
beforeAll(async () => {
  registry = await startTestRegistry()
})
afterAll(() => registry.stop())

const FOREIGN = 'f'.repeat(64)
let runs = 0

/** A workspace of `par` and of `kid`, which stands on it; runs over it, and both images' names in engine and registry. */
async function createFamily(options: object = {}) {
  const prefix = `f${(runs += 1)}`
  const root = temporaryWorkspace(
    {
      'modules/par/Dockerfile': `FROM scratch\nLABEL content=${registry.host}/${prefix}\n`,
      'modules/par/project.json': JSON.stringify({ targets: { 'docker-build': { options } } }),
      'modules/kid/Dockerfile': `FROM ${registry.host}/${prefix}/par\nLABEL own=1\n`,
    },
    { registry: `${registry.host}/${prefix}` },
  )
  prepareReceipts(root)
  const open = () => {
    const logged: string[] = []
    const log = (line: string) => void logged.push(line)
    const run = openSession(readWorkspace(root), {
      ...{ env: process.env, environment: readRunEnvironment({}), signal: new AbortController().signal, log },
    })
    onTestFinished(() => run.close())
    return { run, logged }
  }
  const { run } = open()
  const [par, kid] = [await resolveTarget(run, 'par'), await resolveTarget(run, 'kid')]
  const names = [par, kid].map(({ image, contentTag }) => `${image}:${contentTag}`)
  onTestFinished(async () => {
    for (const name of names) await engine.remove(name)
  })
  const put = (content: string, key: string) => registry.put(`${prefix}/par`, par.contentTag, { content, labels: { [KEY_LABEL]: key } })
  return { root, open, par, name: names[0] ?? '', put }
}

/** Gives the name to somebody else's image of the engine. */
async function takeName(name: string): Promise<void> {
  const other = `${registry.host}/foreign/x:1`
  await registry.put('foreign/x', '1', { content: 'foreign', labels: { [KEY_LABEL]: FOREIGN } })
  await engine.pull(other)
  await engine.tag(other, name)
  onTestFinished(() => engine.remove(other))
}

const contentOf = async (reference: string) => {
  const image = await engine.inspect(reference)
  return image.kind === 'present' ? image.labels['content'] : undefined
}

describe("somebody else's image under a content tag in the registry", () => {
  it('is what no child is built on, and nothing runs', async () => {
    const { open, par, put } = await createFamily()
    await put('foreign', FOREIGN)
    const { run } = open()
    await expect(reconcileImage(run, 'kid')).rejects.toMatchObject({
      code: 'wrong-key-label',
      message: `${par.image}:${par.contentTag} carries the key ${FOREIGN}, and this checkout wants ${par.key}.`,
    })
    await expect(loadImage(run, par)).rejects.toMatchObject({ code: 'wrong-key-label' })
  })

  it('is told by 64 digits, though the tag has 32 of them', async () => {
    const { open, par, put } = await createFamily()
    await put('foreign', `${par.key.slice(0, 32)}${'0'.repeat(32)}`)
    await expect(loadImage(open().run, par)).rejects.toMatchObject({ code: 'wrong-key-label' })
  })

  it('is not there for a build, and keeps a push from being begun', async () => {
    const { open, par, name, put } = await createFamily()
    await put('foreign', FOREIGN)
    const publishing = open()
    await expect(reconcileImage(publishing.run, 'par', { published: true })).rejects.toMatchObject({ code: 'wrong-key-label' })
    expect(publishing.logged).toEqual([])
    const { run, logged } = open()
    expect(await reconcileImage(run, 'par')).toMatchObject({ outcome: 'built' })
    expect(logged[0]).toBe(`${shown(name)} carries another key in the registry and is not used`)
    const tagging = { tags: { releases: ['v1'], branch: ['latest'] }, moveTags: false }
    await expect(publishImage(run, 'par', tagging)).rejects.toMatchObject({ code: 'wrong-key-label' })
    expect(await run.imageTags(par).state('v1')).toEqual({ kind: 'missing' })
  })
})

/** As the log has it. */
function shown(name: string): string {
  return name.replace(/key-\w+$/, shortContentTag)
}

describe("somebody else's image under a content tag in the engine", () => {
  it('is not present, and gives way to the right one', async () => {
    const { open, name } = await createFamily()
    await takeName(name)
    const { run, logged } = open()
    await ensureImage(run, 'kid')
    expect(logged).toContain(`${shown(name)} carries another key and is not used`)
    expect(await contentOf(name)).not.toBe('foreign')
    expect((await loadImage(run, await resolveTarget(run, 'par'))).name).toBe(name)
  })

  it('is not what runs where the name was given away after the image was looked at', async () => {
    const { open, par, name } = await createFamily()
    const { run } = open()
    await reconcileImage(run, 'par')
    const { id } = await loadImage(run, par)
    await takeName(name)
    const requests: RunRequest[] = []
    const recording = { ...run, engine: { ...run.engine, run: async (request: RunRequest) => ({ exitCode: requests.push(request) - 1 }) } }
    const caller = { user: undefined, env: {}, interactive: false, tty: false }
    const [program, options] = [parseProgramOptions({ command: 'true' }, 'test'), parseContainerOptions({}, 'test')]
    await runScript(recording, 'par', { program, words: [], options, caller, terminal: undefined })
    expect(requests.map(({ image }) => image)).toEqual([id])
  })
})

it('pulls what was looked at, though the content tag was given to another image meanwhile', async () => {
  const { open, par, name, put } = await createFamily()
  await put('right', par.key)
  const { run, logged } = open()
  expect(await run.imageTags(par).contentState()).toMatchObject({ kind: 'present' })
  await put('foreign', FOREIGN)
  expect(await loadImage(run, par)).toMatchObject({ name })
  expect([await contentOf(name), logged]).toEqual(['right', [`par  pulling ${shown(name)}`]])
})

it('binds a child to the digest of its parent, and says so in its receipt', async () => {
  const { open, par, put } = await createFamily()
  const digest = await put('right', par.key)
  const { run } = open()
  const receipt = await reconcileImage(run, 'kid')
  expect(receipt).toMatchObject({ outcome: 'built', bases: [{ module: 'par', digest }] })
  expect(await contentOf(`${receipt.image}:${receipt.contentTag}`)).toBe('right')
})

it('says before a build without cache that a published image stays what it is', async () => {
  const { open, par, put } = await createFamily({ noCache: true })
  const first = open()
  expect(await reconcileImage(first.run, 'par', { published: true })).toMatchObject({ outcome: 'built' })
  expect(first.logged.filter((line) => line.includes('published'))).toEqual([])
  await put('right', par.key satisfies ContentKey)
  const { run, logged } = open()
  expect(await reconcileImage(run, 'par', { published: true })).toMatchObject({ outcome: 'built' })
  expect(logged[0]).toBe(
    `par  already published under ${shortContentTag(par.contentTag)}; the new build stays in the engine and is not uploaded; to publish a new image: npx --no module-images refresh par`,
  )
})
