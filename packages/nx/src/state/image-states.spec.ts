import { ModuleImagesError } from '@module-images/core'
import { describe, expect, it } from 'vitest'
import { createKeyring } from '../keys/keyring.js'
import { temporaryWorkspace } from '../testing/temporary-workspace.js'
import { readWorkspace } from '../workspace/read-workspace.js'
import { stateVariables } from '../workspace/state-variable.js'
import { planStateVariables, readImageStates } from './image-states.js'

const modules = (count: number, states: Record<string, string> = {}) =>
  Array.from({ length: count }, (_, index) => `m${index}`).map((module) => ({ module, state: states[module] ?? `key-${module}` }))

function changed(before: Record<string, string>, after: Record<string, string>): string[] {
  return Object.keys({ ...before, ...after }).filter((name) => before[name] !== after[name])
}

it('takes images for missing where the engine lists them and then does not answer', async () => {
  const workspace = readWorkspace(temporaryWorkspace({ 'modules/a/Dockerfile': 'FROM scratch\n' }))
  const wanted = await createKeyring(workspace).keyOf('a')
  const tag = wanted.kind === 'keyed' ? wanted.contentTag : ''
  const engine = {
    listKeyedImages: async () => [{ repository: 'r/a', tag, id: 'sha256:1' }],
    inspectMany: async () => {
      throw new ModuleImagesError({ code: 'engine-unavailable', kind: 'environment', message: 'gone' })
    },
  }
  expect(await readImageStates(workspace, engine, 'nonce')).toEqual({ [stateVariables('a').own]: 'missing nonce' })
})

describe('planStateVariables', () => {
  it('gives each module of a small workspace a variable of its own', () => {
    expect(planStateVariables(modules(2, { m1: 'missing x' }))).toEqual({
      [stateVariables('m0').own]: 'key-m0',
      [stateVariables('m1').own]: 'missing x',
    })
  })

  it('has at most 64 variables for any number of modules', () => {
    expect(Object.keys(planStateVariables(modules(64)))).toHaveLength(64)
    expect(Object.keys(planStateVariables(modules(5000))).length).toBeLessThanOrEqual(64)
  })

  it('changes with a missing image the variable of its group alone', () => {
    const whole = planStateVariables(modules(1000))
    expect(changed(whole, planStateVariables(modules(1000, { m7: 'missing x' })))).toEqual([stateVariables('m7').group])
    expect(planStateVariables(modules(1000).reverse())).toEqual(whole)
  })
})
