import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { KEY_LABEL } from '@module-images/core'
import { createRegistryClient } from '@module-images/registry'
import { BUNDLE_MEDIA_TYPE, planReferrer } from '@module-images/trust'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { commitAll, runTestGit } from '@module-images/git/testing'
import { createContentKeys } from '@module-images/workspace'
import { readWorkspace, temporaryWorkspace, writeFiles } from '@module-images/workspace/testing'
import { createQuietContext } from '../../testing/command-context.js'
import { startTestRegistry, type TestRegistry } from '../../testing/test-registry.js'
import { collectModules, type CollectOptions } from './collect-modules.js'

let registry: TestRegistry
beforeAll(async () => {
  registry = await startTestRegistry()
})
afterAll(() => registry.stop())

const [OLD, OTHER] = [`key-${'a'.repeat(32)}`, `key-${'b'.repeat(32)}`]
const OPTIONS: CollectOptions = { modules: [], dryRun: false, olderThan: '30d', allowPush: false, json: true }

/** A workspace of one module; its repository holds the wanted image, and old ones that a release, a content tag or an index names. */
async function createRepository(prefix: string) {
  const root = temporaryWorkspace({ 'modules/a/Dockerfile': 'FROM scratch\n' })
  const wanted = await createContentKeys(readWorkspace(root)).keyOf('a')
  if (wanted.kind === 'broken') throw wanted.error
  const put = (tag: string, content: string, created = '2020-01-01T00:00:00Z') =>
    registry.put(`${prefix}/a`, tag, { content, created, labels: { [KEY_LABEL]: wanted.key } })
  const digests = {
    wanted: await put(wanted.contentTag, 'wanted'),
    released: await put(OLD, 'released'),
    unwanted: await put(OTHER, 'unwanted'),
    young: await put(`key-${'c'.repeat(32)}`, 'young', new Date().toISOString()),
  }
  await put('v1.0.0', 'released')
  const collect = async (options: Partial<CollectOptions> = {}, host = registry.host) => {
    const printed: string[] = []
    const exitCode = await collectModules(
      { ...OPTIONS, ...options },
      {
        ...createQuietContext(root, { MODULE_IMAGES_REGISTRY: `${host}/${prefix}` }),
        print: (text) => void printed.push(text),
      },
    )
    return { exitCode, printed: printed.join('') }
  }
  return { collect, digests, root, contentTag: wanted.contentTag }
}

async function tagsOf(prefix: string): Promise<string[]> {
  const reply = await fetch(`http://${registry.host}/v2/${prefix}/a/tags/list`)
  return ((await reply.json()) as { tags: string[] }).tags.sort()
}

it('says what would go, then deletes exactly that', async () => {
  const { collect, digests, contentTag } = await createRepository('g1')
  const gone = {
    digest: digests.unwanted,
    tags: [OTHER],
    time: '2020-01-01T00:00:00.000Z',
    bytes: expect.any(Number),
    kind: 'image',
    why: 'unwanted-key',
  }
  const module = { name: 'a', image: `${registry.host}/g1/a`, remove: [gone], keeps: 3, refused: [] }
  const before = await tagsOf('g1')
  const dry = await collect({ dryRun: true })
  expect([dry.exitCode, JSON.parse(dry.printed)]).toEqual([0, { dryRun: true, modules: [module] }])
  expect(await tagsOf('g1')).toEqual(before)
  const done = await collect()
  expect([done.exitCode, JSON.parse(done.printed)]).toEqual([0, { dryRun: false, modules: [module] }])
  expect(await tagsOf('g1')).toEqual([contentTag, OLD, `key-${'c'.repeat(32)}`, 'v1.0.0'].sort())
})

it('tells people in a table', async () => {
  const { collect, digests } = await createRepository('g2')
  const { printed } = await collect({ dryRun: true, json: false })
  const [, row = '', , summary] = printed.split('\n')
  expect(row.split(/ {2,}/)).toEqual([
    'a',
    digests.unwanted.slice(7, 19),
    '2020-01-01',
    expect.any(String),
    `only ${OTHER.slice(0, 16)}`,
    'would go',
  ])
  expect(summary).toBe('Images: 1 would go, 3 kept.')
})

it('is content where there is no repository yet', async () => {
  const root = temporaryWorkspace({ 'modules/a/Dockerfile': 'FROM scratch\n' })
  const context = createQuietContext(root, { MODULE_IMAGES_REGISTRY: `${registry.host}/none` })
  expect(await collectModules(OPTIONS, context)).toBe(0)
})

it('deletes from no registry elsewhere without being told to', async () => {
  const root = temporaryWorkspace({ 'modules/a/Dockerfile': 'FROM scratch\n' })
  const context = createQuietContext(root, { MODULE_IMAGES_REGISTRY: 'registry.example.org/a' })
  await expect(collectModules(OPTIONS, context)).rejects.toMatchObject({ code: 'push-not-allowed' })
})

/** Passes all on to the registry but what is below one path, which it refuses. Gives its host. */
async function startRefusal(path: string): Promise<string> {
  const [hostname, port] = registry.host.split(':')
  const server = createServer(({ url = '', method, headers }, outgoing) => {
    if (url.startsWith(path)) return outgoing.writeHead(400).end('{"errors":[{"code":"UNSUPPORTED"}]}')
    const onward = request({ host: hostname, port, method, path: url, headers: { accept: headers.accept } }, (reply) => {
      outgoing.writeHead(reply.statusCode ?? 502, reply.headers)
      reply.pipe(outgoing)
    })
    return onward.end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

it('tells what went elsewhere where one repository cannot be read', async () => {
  const { collect, digests, root } = await createRepository('g3')
  writeFiles(root, { 'modules/b/Dockerfile': 'FROM scratch\n' })
  const host = await startRefusal('/v2/g3/b/')
  const { exitCode, printed } = await collect({}, host)
  const { modules } = JSON.parse(printed) as { modules: { name: string; error?: string; remove?: { digest: string }[] }[] }
  const seen = modules.map(({ name, error, remove }) => ({ name, error, gone: remove?.map(({ digest }) => digest) }))
  expect({ exitCode, seen }).toEqual({
    exitCode: 1,
    seen: [
      { name: 'a', gone: [digests.unwanted] },
      { name: 'b', error: expect.stringMatching(/^Could not list the tags of g3\/b at .*status 400/) },
    ],
  })
})

it('takes along what refers to an image that goes, and keeps what refers to one that stays', async () => {
  const { collect, digests, contentTag } = await createRepository('g4')
  const tagOf = (digest: string) => digest.replace(':', '-')
  const sign = (digest: string, tag: string) => registry.putArtifact('g4/a', { content: tag, tag, subject: digest })
  const signatures = [await sign(digests.unwanted, `${tagOf(digests.unwanted)}.sig`), await sign(digests.unwanted, 'v9.0.0')]
  await sign(digests.released, `${tagOf(digests.released)}.sig`)
  await registry.putArtifact('g4/a', { content: 'a chart', tag: 'chart' })
  const { exitCode, printed } = await collect()
  const [{ remove }] = (JSON.parse(printed) as { modules: [{ remove: { digest: string; why: string; subject?: string }[] }] }).modules
  const gone = remove.map(({ digest, why, subject }) => ({ digest, why, subject }))
  const expected = [
    { digest: digests.unwanted, why: 'unwanted-key' },
    { digest: signatures[0], why: 'subject-gone', subject: digests.unwanted },
  ]
  expect({ exitCode, gone: gone.sort((a, b) => (a.why < b.why ? 1 : -1)) }).toEqual({ exitCode: 0, gone: expected })
  const stay = [contentTag, OLD, `key-${'c'.repeat(32)}`, 'v1.0.0', 'v9.0.0', 'chart', `${tagOf(digests.released)}.sig`]
  expect(await tagsOf('g4')).toEqual(stay.sort())
})

it('keeps what a tagged commit needs, by its key of today and by the commit that another recipe noted, when told to', async () => {
  const { collect, digests, root, contentTag } = await createRepository('g5')
  const tagged = await commitAll(root)
  await runTestGit(root, 'tag', 'paper')
  const key = 'd'.repeat(64)
  const labels = { [KEY_LABEL]: key, 'org.opencontainers.image.revision': tagged }
  const older = await registry.put('g5/a', `key-${key.slice(0, 32)}`, { content: 'older recipe', created: '2020-01-01T00:00:00Z', labels })
  writeFiles(root, { 'modules/a/Dockerfile': 'FROM scratch\nLABEL changed=1\n' })
  await commitAll(root)
  const gone = async (options: Partial<CollectOptions>) => {
    const { printed } = await collect({ dryRun: true, ...options })
    const [{ remove }] = (JSON.parse(printed) as { modules: [{ remove: { digest: string }[] }] }).modules
    return remove.map(({ digest }) => digest).sort()
  }
  expect(await gone({})).toEqual([digests.wanted, digests.unwanted, older].sort())
  expect(await gone({ keepTagged: true })).toEqual([digests.unwanted, older].sort())
  const url = `http://${registry.host}/v2/g5/a/manifests`
  expect((await fetch(`${url}/${digests.wanted}`, { method: 'DELETE' })).status).toBe(202)
  expect(await tagsOf('g5')).not.toContain(contentTag)
  expect(await gone({ keepTagged: true })).toEqual([digests.unwanted])
})

it('deletes the statements of an image that goes, which a list under a tag names, and leaves those of one that stays', async () => {
  const { collect, digests } = await createRepository('g6')
  const repository = { host: registry.host, repository: 'g6/a' }
  const client = createRegistryClient({ credentials: { name: 'nobody', find: async () => ({ kind: 'anonymous' }) } })
  const state = async (digest: string) => (await client.headManifest({ ...repository, digest })).kind
  const attest = async (subject: string, text: string) => {
    const plan = planReferrer(new TextEncoder().encode(text), 'https://example/type', {
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      digest: subject,
      size: 1,
    })
    for (const { bytes } of plan.blobs) await client.putBlob(repository, bytes)
    await client.putReferrer(repository, { ...plan.manifest, subject, artifactType: BUNDLE_MEDIA_TYPE, annotations: {} })
    return plan.manifest.digest
  }
  const summary = async () => {
    const { printed } = await collect({ dryRun: true, json: false })
    return printed.split('\n').at(-1)
  }
  const keeps = async () => (JSON.parse((await collect({ dryRun: true })).printed) as { modules: { keeps: number }[] }).modules[0]?.keeps
  expect(await summary()).toBe('Images: 1 would go, 3 kept.')
  const [gone, kept] = [[await attest(digests.unwanted, '1'), await attest(digests.unwanted, '2')], await attest(digests.released, '3')]
  expect(await summary()).toBe('Images: 1 would go, 3 kept. Their signatures, statements and parts: 3 would go.')
  expect(await keeps()).toBe(3)
  expect((await collect()).exitCode).toBe(0)
  expect(await summary()).toBe('Images: 0 would go, 3 kept.')
  expect(await keeps()).toBe(3)
  expect(await Promise.all([digests.unwanted, ...gone].map(state))).toEqual(['missing', 'missing', 'missing'])
  expect(await Promise.all([digests.released, kept].map(state))).toEqual(['present', 'present'])
  expect((await tagsOf('g6')).filter((tag) => tag.startsWith('sha256-'))).toEqual([digests.released.replace(':', '-')])
  await client.close()
})
