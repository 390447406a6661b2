import { expect, it } from 'vitest'
import { parseDockerfile } from '../dockerfile/parse-dockerfile.js'
import { type LayerCacheFacts, layerSourceTags, planLayerCache } from './layer-cache-plan.js'

const ONE = 'FROM scratch\nCOPY a /a\n'
const CHAIN = 'FROM scratch AS base\nCOPY a /a\nFROM base\nCOPY b /b\n'
const BUILDER = 'FROM scratch AS build\nCOPY a /a\nFROM scratch AS run\nCOPY --from=build /a /a\n'

function plan(dockerfile: string, options: Partial<LayerCacheFacts['options']> = {}) {
  return planLayerCache({
    options: { noCache: false, cacheFrom: [], cacheTo: [], ...options },
    dockerfile: parseDockerfile(dockerfile, 'Dockerfile'),
  })
}

it.each([
  ['one stage', ONE, {}, 'inline'],
  ['stages that the image is made of', CHAIN, {}, 'inline'],
  ['a stage that is not in the image', BUILDER, {}, 'registry'],
  ['a stage that is not in the target', BUILDER, { target: 'build' }, 'registry'],
  ['what the option says', BUILDER, { layerCache: 'inline' }, 'inline'],
  ['what the option says', ONE, { layerCache: 'registry' }, 'registry'],
  ['caches of its own', ONE, { cacheTo: ['type=gha'] }, 'off'],
  ['caches of its own', ONE, { cacheFrom: ['type=gha'] }, 'off'],
  ['caches of its own and the option', ONE, { cacheFrom: ['type=gha'], layerCache: 'inline' }, 'inline'],
  ['no cache at all', ONE, { noCache: true, layerCache: 'inline' }, 'off'],
] as const)('%s: %j with %j is %s', (_, dockerfile, options, expected) => {
  expect(plan(dockerfile, options)).toBe(expected)
})

it.each([
  ['inline', ['main', 'latest'], ['latest']],
  ['registry', ['latest'], ['layer-cache', 'latest']],
  ['registry', [], ['layer-cache']],
  ['off', ['latest'], []],
] as const)('%s with the branch tags %j takes layers from %j', (cache, branch, expected) => {
  expect(layerSourceTags(cache, branch)).toEqual(expected)
})
