import { join } from 'node:path'
import { expect, it } from 'vitest'
import { planSchemas } from './plan-schemas.mjs'

const ROOT = join(import.meta.dirname, '../../..')

it('gives each target its own options and no others', async () => {
  const schemas = await planSchemas(ROOT)
  const targets = schemas['project-json.json']?.properties?.['targets']?.properties ?? {}
  const optionsOf = (/** @type {string} */ target) => targets[target]?.properties?.['options']
  const names = (/** @type {string} */ target) => Object.keys(optionsOf(target)?.properties ?? {})
  expect(Object.keys(targets)).toEqual(['build', 'push', 'run', 'shell', 'load', 'check'].map((name) => `docker-${name}`))
  expect(names('docker-build')).toContain('platforms')
  expect(names('docker-build')).not.toContain('tags')
  expect(names('docker-push')).toEqual(['tags', 'prune', 'moveTags', 'allowPush'])
  expect(names('docker-check')).toEqual(['strict'])
  expect(Object.keys(targets).map((target) => optionsOf(target)?.['additionalProperties'])).toEqual(Array(6).fill(false))
})

it('names the rules that may be switched', async () => {
  const { 'plugin-options.json': plugin } = await planSchemas(ROOT)
  expect(plugin?.['additionalProperties']).toBe(false)
  expect(plugin?.properties?.['checks']).toMatchObject({
    type: 'object',
    propertyNames: { enum: expect.arrayContaining(['base-locked', 'missing-source']) },
  })
})
