import { KEY_LABEL } from '@module-images/core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createContentKeys } from '@module-images/workspace'
import { askNobody, readWorkspace, temporaryWorkspace } from '@module-images/workspace/testing'
import { readRunEnvironment } from '../../session/run-environment.js'
import { startTestRegistry, type TestRegistry } from '../../testing/test-registry.js'
import { verifyModules, type VerifyOptions } from './verify-modules.js'

let registry: TestRegistry
beforeAll(async () => {
  registry = await startTestRegistry()
})
afterAll(() => registry.stop())

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
    const environment = readRunEnvironment({ MODULE_IMAGES_REGISTRY: `${registryHost}/${prefix}` })
    const exitCode = await verifyModules(
      { modules: [], tags: undefined, json: false, ...options },
      {
        ...{ workspaceRoot: root, askNx: askNobody, env: {}, environment, signal: new AbortController().signal },
        ...{ print: (text) => void printed.push(text), log: () => undefined },
      },
    )
    return { exitCode, text: printed.join('') }
  }
  return {
    async put(module: string, tags: readonly string[], labels?: Record<string, string>) {
      const wanted = await contentKeys.keyOf(module)
      if (wanted.kind === 'broken') throw wanted.error
      const image = { content: module, labels: labels ?? { [KEY_LABEL]: wanted.key } }
      for (const tag of tags) await registry.put(`${prefix}/${module}`, tag === 'content' ? wanted.contentTag : tag, image)
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
    async verify(given: readonly string[] = []) {
      const { exitCode, text } = await print({ modules: given, json: true })
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

const FIXES = {
  push: 'To publish what is missing and to move the tags: npx nx run-many -t docker-push',
  delete: 'No push replaces what is incomplete or of another key: delete its content tag in the registry, then push again.',
  ask: 'Not everything could be asked: check that the registry runs, and its address (MODULE_IMAGES_REGISTRY, else the one in nx.json).',
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
