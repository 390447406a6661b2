import { type ContentKey, KEY_LABEL } from '@module-images/core'
import { createRegistryClient } from '@module-images/registry'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestRegistry, type TestRegistry } from '../../testing/test-registry.js'
import { readPublishedState } from './read-published-state.js'

let registry: TestRegistry
beforeAll(async () => {
  registry = await startTestRegistry()
})
afterAll(() => registry.stop())

it("calls somebody else's image under the content tag not this checkout's", async () => {
  const client = createRegistryClient({ credentials: { name: 'nobody', find: async () => ({ kind: 'anonymous' }) } })
  const image = `${registry.host}/s/a`
  const read = (key: ContentKey) => readPublishedState({ registry: client, image, wanted: { key, contentTag: 'key-1' }, tags: [] })
  const digest = await registry.put('s/a', 'key-1', { content: 'x', labels: { [KEY_LABEL]: 'mine' } })
  expect(await read('mine' as ContentKey)).toMatchObject({ kind: 'present', current: true, details: { digest } })
  expect(await read('another' as ContentKey)).toEqual({
    kind: 'unknown',
    reason: `${image}:key-1 carries the key mine, and this checkout wants another.`,
  })
})
