import { describe, expect, it } from 'vitest'
import { type BuildAction, type BuildPlanOptions, type EngineState, planBuildAction, type RegistryState } from './build-plan.js'

const digest = `sha256:${'1'.repeat(64)}`
const inEngine: EngineState = { kind: 'present', reference: 'r/a:key-1' }
const missing = { kind: 'missing' } as const
const inRegistry: RegistryState = { kind: 'present', digest }
const unknown: RegistryState = { kind: 'unknown', reason: 'the registry is down' }
const plain: BuildPlanOptions = { load: false, noCache: false }

const cases: [string, EngineState, RegistryState, BuildPlanOptions, BuildAction][] = [
  ['the engine has it', inEngine, missing, plain, { kind: 'none', where: 'engine', reason: 'in the engine' }],
  ['the registry has it', missing, inRegistry, plain, { kind: 'none', where: 'registry', reason: 'in the registry' }],
  [
    'the registry has it and the engine must',
    missing,
    inRegistry,
    { ...plain, load: true },
    { kind: 'pull', digest, reason: 'in the registry, asked to load' },
  ],
  [
    'the registry has it and the engine was not asked',
    { kind: 'not-asked' },
    inRegistry,
    plain,
    { kind: 'none', where: 'registry', reason: 'in the registry' },
  ],
  ['neither has it', missing, missing, plain, { kind: 'build', reason: 'in neither engine nor registry' }],
  ['nobody knows', missing, unknown, plain, { kind: 'build', reason: 'not in the engine; the registry is down' }],
  ['no cache is wanted', inEngine, inRegistry, { load: false, noCache: true }, { kind: 'build', reason: 'asked for without cache' }],
]

describe('planBuildAction', () => {
  it.each(cases)('when %s', (_, engine, registry, options, action) => {
    expect(planBuildAction(engine, registry, options)).toEqual(action)
  })
})
