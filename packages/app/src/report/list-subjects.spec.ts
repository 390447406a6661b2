import { expect, it } from 'vitest'
import { createContentKeys } from '@module-images/workspace'
import { readWorkspace, temporaryWorkspace, writeFiles } from '@module-images/workspace/testing'
import { listSubjects } from './list-subjects.js'

const HEX = '0123456789abcdef'.repeat(4)

const MODULES = ['a', 'b', 'c', 'd', 'e', 'f', 'old']

/** A workspace with these receipts, of the keys that it wants if they name no other; and what is listed of it. */
async function list(receipts: Readonly<Record<string, object | string>>): Promise<string[]> {
  const root = temporaryWorkspace(
    Object.fromEntries(MODULES.map((name) => [`modules/${name}/Dockerfile`, `FROM scratch\nLABEL x=${name}\n`])),
  )
  const contentKeys = createContentKeys(readWorkspace(root))
  for (const [module, given] of Object.entries(receipts)) {
    const wanted = await contentKeys.keyOf(module)
    const receipt = {
      ...{ receipt: 1, module, image: `r.example/${module}`, key: wanted.kind === 'keyed' ? wanted.key : 'k', contentTag: 't' },
      ...{ outcome: 'pushed', reason: '', digest: `sha256:${HEX}`, platforms: [], bases: [], tags: ['latest'], seconds: 0 },
    }
    const text = typeof given === 'string' ? given : JSON.stringify({ ...receipt, ...given })
    writeFiles(root, { [`dist/images/${module}.json`]: text })
  }
  return listSubjects(root, contentKeys)
}

it('lists what was uploaded, and nothing that was there or is no receipt', async () => {
  const listed = await list({
    ...{ b: {}, a: { outcome: 'built' }, f: { outcome: 'built', tags: [] } },
    ...{ c: { outcome: 'promoted' }, d: { digest: undefined }, e: '{' },
  })
  expect(listed).toEqual([`${HEX}  r.example/a`, `${HEX}  r.example/b`])
})

it('lists no upload of another key, nor of a module that is gone', async () => {
  expect(await list({ a: {}, old: { key: 'of before' }, gone: {} })).toEqual([`${HEX}  r.example/a`])
})

it('lists nothing before the first run', async () => {
  expect(await list({})).toEqual([])
})
