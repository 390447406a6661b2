import { describe, expect, test } from 'vitest'
import { createEngine, ENGINE_KINDS } from './create-engine.js'

describe.each(ENGINE_KINDS)('the engine $name', ({ name, create }) => {
  test('has its own name, and can be chosen by it', () => {
    expect(create({ env: {} }).name).toBe(name)
    expect(createEngine({ env: { MODULE_IMAGES_ENGINE: name } }).name).toBe(name)
  })
})

test('docker is first', () => {
  expect(createEngine({ env: {} }).name).toBe('docker')
})

test('an engine that is not known is an error that names it', () => {
  const expected = { code: 'unknown-engine', kind: 'input', message: expect.stringContaining("'kaniko'") as string }
  expect(() => createEngine({ env: { MODULE_IMAGES_ENGINE: 'kaniko' } })).toThrow(expect.objectContaining(expected))
})
