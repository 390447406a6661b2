import { expect, it } from 'vitest'
import type { ContentKey } from '@module-images/core'
import { createImageTags } from './image-tags.js'

type Registry = Parameters<typeof createImageTags>[0]

it('a content tag that was pushed and is not there is lost, and asked for each time anew', async () => {
  const asked: unknown[] = []
  const getManifest: Registry['getManifest'] = async ({ repository, tag }) => {
    asked.push(`${repository}:${tag}`)
    return { kind: 'missing', reason: 'manifest' }
  }
  const tags = createImageTags({ getManifest } as Registry)({
    image: 'registry.example/lab/a',
    contentTag: 'key-1',
    key: '1'.repeat(64) as ContentKey,
  })
  expect(await tags.findVerified()).toBeUndefined()
  await expect(tags.getVerified()).rejects.toMatchObject({ code: 'push-lost', kind: 'remote' })
  expect(asked).toEqual(['lab/a:key-1', 'lab/a:key-1'])
})
