import { expect, test } from 'vitest'
import { createEngine } from './create-engine.js'

test.each([{}, { MODULE_IMAGES_ENGINE: '' }, { MODULE_IMAGES_ENGINE: 'docker' }])('the engine of %j is docker', (env) => {
  expect(createEngine({ env }).name).toBe('docker')
})

test('an engine that is not known is an error that names it', () => {
  const expected = { code: 'unknown-engine', kind: 'input', message: expect.stringContaining("'kaniko'") as string }
  expect(() => createEngine({ env: { MODULE_IMAGES_ENGINE: 'kaniko' } })).toThrow(expect.objectContaining(expected))
})
