import { expect, it } from 'vitest'
import { createContentKeys } from '@module-images/workspace'
import { readWorkspace, temporaryWorkspace } from '@module-images/workspace/testing'
import { resolveTarget } from './image-target.js'

it('is of the key that was built before in the same nx run, or refused', async () => {
  const root = temporaryWorkspace({ 'modules/a/Dockerfile': 'FROM debian:trixie-slim\n' })
  const ports = { contentKeys: createContentKeys(readWorkspace(root)), registryPrefix: 'registry.example/lab' }
  const { key, image } = await resolveTarget(ports, 'a')
  expect(image).toBe('registry.example/lab/a')
  await expect(resolveTarget({ ...ports, builtKeys: new Map([['a', key]]) }, 'a')).resolves.toMatchObject({ key })
  const other = 'f'.repeat(64)
  await expect(resolveTarget({ ...ports, builtKeys: new Map([['a', other]]) }, 'a')).rejects.toMatchObject({
    code: 'key-changed',
    message: expect.stringContaining(
      `built in this run for the key ${other.slice(0, 12)}, and its files now make the key ${key.slice(0, 12)}`,
    ),
  })
})
