import { describe, expect, it } from 'vitest'
import { parseSettings, readDefinition } from '@module-images/workspace'
import type { ImageExecutorOptions } from './options.js'
import { findBuildOption, findOtherImage } from './refuse-options.js'

const OPTIONS = { buildArgs: { V: '1' }, platforms: ['linux/amd64'], secrets: [{ id: 's', env: 'S' }], builder: 'near' }
const targets = { 'docker-build': { options: OPTIONS }, 'docker-push': { options: { buildArgs: { V: '1' }, cacheFrom: ['by executor'] } } }
const definition = readDefinition({ root: 'modules/a', targets }, parseSettings({}))

const build = (options: object): ImageExecutorOptions => ({ action: 'build', ...options })
const push = (options: object): ImageExecutorOptions => ({ action: 'push', ...options })

describe('options given to a build', () => {
  it.each<[object, string | undefined]>([
    [OPTIONS, undefined],
    [{ ...OPTIONS, builder: 'far', noCache: true, load: true, cacheFrom: ['x'] }, undefined],
    [{ buildArgs: { V: '2' } }, 'option-changes-image'],
    [{ buildArgs: { V: '1', W: '1' } }, 'option-changes-image'],
    [{ buildArgs: { V: 1 } }, 'option-changes-image'],
    [{ target: 'x' }, 'option-changes-image'],
    [{ platforms: ['linux/arm64'] }, 'option-changes-image'],
    [{ secrets: [] }, 'option-changes-image'],
    [{ image: 'other' }, 'option-changes-image'],
    [{ sbom: true }, 'option-changes-image'],
  ])('%j: %s', (options, code) => expect(findOtherImage({ id: 'a:docker-build', options: build(options) }, definition)?.code).toBe(code))
})

it('options that the files give a push, as defaults by executor do, are those of no command line', () => {
  const defaults = { buildArgs: { V: 'of all' }, target: 'of all' }
  const overridden = { 'docker-build': { options: { ...defaults, buildArgs: { V: '1' } } }, 'docker-push': { options: defaults } }
  const module = readDefinition({ root: 'modules/a', targets: overridden }, parseSettings({}))
  const find = (options: object) => findBuildOption({ id: 'a:docker-push', options: push(options) }, undefined, module)?.code
  expect(find(defaults)).toBeUndefined()
  expect(find({ ...defaults, buildArgs: { V: 'of all', W: 'typed' } })).toBe('option-changes-image')
})

describe('options given to a push', () => {
  it.each<[object, object | undefined, string | undefined]>([
    [{ tags: 'v1', prune: true, moveTags: true, allowPush: true }, undefined, undefined],
    [{ noCache: true }, { noCache: true }, undefined],
    [{ noCache: true }, undefined, 'option-of-build'],
    [{ noCache: true }, {}, 'option-of-build'],
    [{ buildArgs: { V: '2' } }, { buildArgs: { V: '2' } }, 'option-changes-image'],
    [{ buildArgs: { V: '1' }, cacheFrom: ['by executor'] }, undefined, undefined],
    [{ target: 'nonsense' }, undefined, 'option-changes-image'],
  ])('%j beside a build with %j: %s', (options, beside, code) => {
    const task = { id: 'a:docker-push', options: push(options) }
    expect(findBuildOption(task, beside && build(beside), definition)?.code).toBe(code)
  })
})
