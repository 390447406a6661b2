import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { KEY_LABEL } from '@module-images/core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { commitAll, runTestGit } from '@module-images/git/testing'
import { createContentKeys } from '@module-images/workspace'
import { readWorkspace, temporaryWorkspace, writeFiles } from '@module-images/workspace/testing'
import { createQuietContext } from '../../testing/command-context.js'
import { startTestRegistry, type TestRegistry } from '../../testing/test-registry.js'
import { verifyModules, type VerifyOptions } from './verify-modules.js'

let registry: TestRegistry
beforeAll(async () => {
  registry = await startTestRegistry()
})
afterAll(() => registry.stop())

/** Passes reads on to a registry, but for content tags, which it answers with `status` and no hope of a better answer soon. */
async function startRefusingFront(host: string, status: number): Promise<{ readonly host: string; readonly stop: () => Promise<void> }> {
  const server = createServer((request, response) => {
    if (/\/manifests\/key-/.test(request.url ?? '')) return void response.writeHead(status, { 'retry-after': '3600' }).end()
    const headers = { accept: request.headers.accept ?? '' }
    void fetch(`http://${host}${request.url}`, { method: request.method ?? 'GET', headers }).then(async (reply) => {
      response.writeHead(reply.status, Object.fromEntries(reply.headers)).end(Buffer.from(await reply.arrayBuffer()))
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

let runs = 0

/** A workspace of four modules of its own, of which `kid` stands on `a`, and what `verify` says of it. */
function createChecked() {
  const prefix = `p${(runs += 1)}`
  const root = temporaryWorkspace({
    'modules/a/Dockerfile': 'FROM scratch\nLABEL a=1\n',
    'modules/b/Dockerfile': 'FROM scratch\nLABEL b=1\n',
    'modules/kid/Dockerfile': `FROM public.ecr.aws/openscpca/a\nLABEL kid=1\n`,
    'modules/kid/project.json': '{ "tags": ["docker:inactive"] }',
    'modules/off/Dockerfile': 'FROM scratch\n',
    'modules/off/project.json': '{ "tags": ["docker:inactive"] }',
  })
  const contentKeys = createContentKeys(readWorkspace(root))
  const print = async (options: Partial<VerifyOptions>, registryHost = registry.host) => {
    const printed: string[] = []
    const exitCode = await verifyModules(
      { modules: [], tags: undefined, json: false, ...options },
      {
        ...createQuietContext(root, { MODULE_IMAGES_REGISTRY: `${registryHost}/${prefix}` }),
        print: (text) => void printed.push(text),
      },
    )
    return { exitCode, text: printed.join('') }
  }
  return {
    root,
    async put(module: string, tags: readonly string[], labels?: Record<string, string>) {
      const wanted = await contentKeys.keyOf(module)
      if (wanted.kind === 'broken') throw wanted.error
      const image = { content: module, labels: labels ?? { [KEY_LABEL]: wanted.key } }
      for (const tag of tags) await registry.put(`${prefix}/${module}`, tag === 'content' ? wanted.contentTag : tag, image)
    },
    /** Puts a signature beside the image that `latest` names, as tools do, under a tag and without. */
    async sign(module: string) {
      const url = `http://${registry.host}/v2/${prefix}/${module}/manifests/latest`
      const reply = await fetch(url, { method: 'HEAD', headers: { accept: 'application/vnd.oci.image.manifest.v1+json' } })
      const subject = reply.headers.get('docker-content-digest') ?? ''
      const tag = subject.replace(':', '-')
      await registry.putArtifact(`${prefix}/${module}`, { content: 'a', subject, tag })
      await registry.putArtifact(`${prefix}/${module}`, { content: 'b', subject })
      return tag
    },
    /** Takes the image's configuration away, as a registry's own failure might; gives its digest. */
    async lose(module: string): Promise<string> {
      const repository = `http://${registry.host}/v2/${prefix}/${module}`
      const reply = await fetch(`${repository}/manifests/latest`, { headers: { accept: 'application/vnd.oci.image.manifest.v1+json' } })
      const { config } = (await reply.json()) as { config: { digest: string } }
      expect((await fetch(`${repository}/blobs/${config.digest}`, { method: 'DELETE' })).status).toBe(202)
      return config.digest
    },
    print,
    async verify(given: readonly string[] = [], registryHost?: string) {
      const { exitCode, text } = await print({ modules: given, json: true }, registryHost)
      const { modules } = JSON.parse(text) as { modules: { name: string; problems: { code: string; tag: string; message: string }[] }[] }
      return { exitCode, modules: modules.map(({ name, problems }) => [name, problems.map(({ code }) => code)]) }
    },
  }
}

it('is content with tags that name the wanted image, and looks at active modules only', async () => {
  const { put, verify } = createChecked()
  await put('a', ['content', 'latest'])
  await put('b', ['content', 'latest'])
  expect(await verify()).toEqual({
    exitCode: 0,
    modules: [
      ['a', []],
      ['b', []],
    ],
  })
})

it('is not confused by what lies beside an image, and means no tag of that', async () => {
  const { put, sign, verify, print } = createChecked()
  await put('a', ['content', 'latest'])
  const tag = await sign('a')
  expect(await verify(['a'])).toEqual({ exitCode: 0, modules: [['a', []]] })
  expect((await print({ modules: ['a'], tags: `${tag.slice(0, -1)}x` })).text).not.toContain('Did you mean')
})

it('tells what was never published, whose tag names another image, and whose label is wrong', async () => {
  const { put, verify } = createChecked()
  await put('a', ['content'])
  await put('a', ['latest'], { [KEY_LABEL]: 'older' })
  await put('b', ['content', 'latest'], { [KEY_LABEL]: 'of another' })
  expect(await verify(['a', 'modules/b', 'off'])).toEqual({
    exitCode: 1,
    modules: [
      ['a', ['tag-differs']],
      ['b', ['wrong-key-label']],
      ['off', ['not-published', 'tag-missing']],
    ],
  })
})

it("does not say ok of what stands on somebody else's image, and leaves what is missing of a base to that", async () => {
  const { put, verify } = createChecked()
  await put('kid', ['content', 'latest'])
  expect(await verify(['kid'])).toEqual({ exitCode: 0, modules: [['kid', []]] })
  await put('a', ['content', 'latest'], { [KEY_LABEL]: 'of another' })
  expect(await verify(['kid'])).toEqual({ exitCode: 1, modules: [['kid', ['wrong-key-label']]] })
  await put('a', ['content', 'latest'])
  expect(await verify(['kid', 'a'])).toEqual({
    exitCode: 0,
    modules: [
      ['a', []],
      ['kid', []],
    ],
  })
})

it('finds a blob that the registry has lost, and says so in a table, for the tags asked for', async () => {
  const { put, lose, verify, print } = createChecked()
  await put('a', ['content', 'latest'])
  await put('b', ['content', 'latest', 'v1'])
  const digest = await lose('a')
  expect(await verify()).toEqual({
    exitCode: 1,
    modules: [
      ['a', ['image-incomplete']],
      ['b', []],
    ],
  })
  const { exitCode, text } = await print({ tags: 'v1' })
  const rows = text.split('\n').map((line) => line.split(/ {2,}/))
  expect({ exitCode, states: rows.slice(1, 4).map(([module, state, tag]) => [module, state, tag]) }).toEqual({
    exitCode: 1,
    states: [
      ['a', 'image-incomplete', expect.stringMatching(/^key-/)],
      ['a', 'tag-missing', 'v1'],
      ['b', 'ok', expect.stringMatching(/^key-/)],
    ],
  })
  expect(text).toContain(digest)
  expect(text).toMatch(/\n1 of 2 images in \S+ are whole and named by v1\.\n/)
})

it('names the tag that may have been meant, and the command for the tags asked for', async () => {
  const { put, print } = createChecked()
  await put('a', ['content', 'v1.2.0'])
  const { text } = await print({ modules: ['a'], tags: 'v1.2.0,v1.20' })
  expect(text.split('\n').slice(-2)).toEqual([
    "There is no tag 'v1.20'. Did you mean 'v1.2.0'?",
    'To publish what is missing and to move the tags: npx nx run-many -t docker-push --tags=v1.2.0,v1.20',
  ])
  // A content tag, which nobody types, is not what was meant; and of tags that nobody named nothing is asked.
  expect((await print({ modules: ['a'], tags: 'key-0' })).text).not.toContain('Did you mean')
  expect((await print({ modules: ['a'] })).text).not.toContain('Did you mean')
})

const FIXES = {
  push: 'To publish what is missing and to move the tags: npx nx run-many -t docker-push',
  delete: 'No push replaces what is incomplete or of another key: delete its content tag in the registry, then push again.',
  ask: 'Check that the registry runs and that its address is right: MODULE_IMAGES_REGISTRY, else the registry in nx.json.',
}

it('says what to do about each kind of trouble, and nothing where there is none', async () => {
  const { put, lose, print } = createChecked()
  const fixesOf = async (modules: readonly string[], registryHost?: string) => {
    const { text } = await print({ modules }, registryHost)
    return Object.entries(FIXES).flatMap(([name, fix]) => (text.split('\n').includes(fix) ? [name] : []))
  }
  expect(await fixesOf(['a'])).toEqual(['push'])
  await put('a', ['content', 'latest'])
  expect(await fixesOf(['a'])).toEqual([])
  await lose('a')
  expect(await fixesOf(['a'])).toEqual(['delete'])
  expect(await fixesOf(['a', 'b'])).toEqual(['push', 'delete'])
  expect(await fixesOf(['a', 'b'], '127.0.0.1:2')).toEqual(['ask'])
})

it.each([
  [401, ['registry-unknown', 'registry-unknown'], /^Sign in with "docker login 127\.0\.0\.1:\d+"/m],
  [503, ['registry-unknown', 'registry-unknown'], /^Run it again later/m],
  [429, ['registry-unknown', 'registry-unknown'], /^Wait a while and run it again/m],
])('with a registry that answers %i for content, does not judge the tags and says what helps', async (status, codes, fix) => {
  const { put, print, verify } = createChecked()
  await put('b', ['content', 'latest'])
  const front = await startRefusingFront(registry.host, status)
  try {
    const { exitCode, text } = await print({ modules: ['b'] }, front.host)
    expect({ exitCode, text }).toEqual({ exitCode: 1, text: expect.stringMatching(fix) as string })
    expect(text).not.toContain('docker-push')
    expect(await verify(['b'], front.host)).toEqual({ exitCode: 1, modules: [['b', codes]] })
  } finally {
    await front.stop()
  }
})

it('tells of another commit whether its images are there, whatever the tags name now', async () => {
  const { root, put, print } = createChecked()
  const commit = await commitAll(root)
  await runTestGit(root, 'tag', 'paper')
  await put('a', ['content'])
  const label = { [KEY_LABEL]: 'e'.repeat(64), 'org.opencontainers.image.revision': commit }
  await put('b', [`key-${'e'.repeat(32)}`], label)
  writeFiles(root, { 'modules/a/Dockerfile': 'FROM scratch\nLABEL a=2\n', 'modules/b/Dockerfile': 'FROM scratch\nLABEL b=2\n' })
  await commitAll(root)
  const { exitCode, text } = await print({ at: 'paper', modules: ['a', 'b'], json: true })
  const { modules } = JSON.parse(text) as { modules: { contentTag: string; by?: string; digest: string | null; problems: unknown[] }[] }
  expect({ exitCode, problems: modules.map(({ problems }) => problems) }).toEqual({ exitCode: 0, problems: [[], []] })
  expect(modules.map(({ by }) => by)).toEqual([undefined, 'revision'])
  expect(modules[1]?.contentTag).toBe(`key-${'e'.repeat(32)}`)
  expect((await print({ at: 'paper', modules: ['a', 'b'] })).text).toMatch(/\n2 of 2 images of paper in \S+ are there and whole\.$/)
  await expect(print({ at: 'paper', modules: ['c'] })).rejects.toMatchObject({
    code: 'unknown-module',
    message: "At paper: 'c' is not a module of this workspace.",
  })
  const kid = await print({ at: 'paper', modules: ['kid'] })
  expect(kid.exitCode).toBe(1)
  expect(kid.text).toMatch(/not-published.*\n\n0 of 1 images of paper .*\n.*run MODULE --at builds anew/)
})
