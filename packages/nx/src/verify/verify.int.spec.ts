import { KEY_LABEL } from '@module-images/core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readRunEnvironment } from '../environment/run-environment.js'
import { createKeyring } from '../keys/keyring.js'
import { temporaryWorkspace } from '../testing/temporary-workspace.js'
import { startTestRegistry, type TestRegistry } from '../testing/test-registry.js'
import { readWorkspace } from '../workspace/read-workspace.js'
import { verifyModules } from './verify-modules.js'

let registry: TestRegistry
beforeAll(async () => {
  registry = await startTestRegistry()
})
afterAll(() => registry.stop())

let runs = 0

/** A workspace of three modules of its own, and what `verify` says of it. */
function createChecked() {
  const prefix = `p${(runs += 1)}`
  const root = temporaryWorkspace({
    'modules/a/Dockerfile': 'FROM scratch\nLABEL a=1\n',
    'modules/b/Dockerfile': 'FROM scratch\nLABEL b=1\n',
    'modules/off/Dockerfile': 'FROM scratch\n',
    'modules/off/project.json': '{ "tags": ["docker:inactive"] }',
  })
  const keyring = createKeyring(readWorkspace(root))
  return {
    async put(module: string, tags: readonly string[], labels?: Record<string, string>) {
      const wanted = await keyring.keyOf(module)
      if (wanted.kind === 'broken') throw wanted.error
      const image = { content: module, labels: labels ?? { [KEY_LABEL]: wanted.key } }
      for (const tag of tags) await registry.put(`${prefix}/${module}`, tag === 'content' ? wanted.contentTag : tag, image)
    },
    async verify(given: readonly string[] = []) {
      const printed: string[] = []
      const environment = readRunEnvironment({ MODULE_IMAGES_REGISTRY: `${registry.host}/${prefix}` })
      const exitCode = await verifyModules(
        { modules: given, tags: undefined, json: true },
        {
          ...{ workspaceRoot: root, env: {}, environment, signal: new AbortController().signal },
          ...{ print: (text) => void printed.push(text), say: () => undefined },
        },
      )
      const { modules } = JSON.parse(printed.join('')) as {
        modules: { name: string; problems: { code: string; tag: string; message: string }[] }[]
      }
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
