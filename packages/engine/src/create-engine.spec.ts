import { expect, test } from 'vitest'
import { createEngine } from './create-engine.js'

test.each([
  [{}, undefined, 'auto'],
  [{ MODULE_IMAGES_ENGINE: '' }, 'docker', 'docker'],
  [{}, 'podman', 'podman'],
  [{ MODULE_IMAGES_ENGINE: 'docker' }, 'podman', 'docker'],
])('the environment goes before the workspace: %j, %s', (env, name, expected) => {
  expect(createEngine({ env, name }).name).toBe(expected)
})

test('an engine that is not known is an error that names it', () => {
  const expected = { code: 'unknown-engine', kind: 'input', message: expect.stringContaining("'kaniko'") as string }
  expect(() => createEngine({ env: { MODULE_IMAGES_ENGINE: 'kaniko' } })).toThrow(expect.objectContaining(expected))
})
