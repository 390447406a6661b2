import { describe, expect, it } from 'vitest'
import { ModuleImagesError } from '../errors.js'
import type { ContentKey } from '../sealed/content-key.js'
import type { Module } from '../module.js'
import type { RegistryState } from './build-plan.js'
import { type ModuleFacts, planWorkspace } from './workspace-plan.js'

const key = '1234'.repeat(16) as ContentKey
const [digest, other] = [`sha256:${'a'.repeat(64)}`, `sha256:${'b'.repeat(64)}`]
const present: RegistryState = { kind: 'present', digest }
const options = { buildArgs: {}, platforms: [], labels: {}, secrets: [], ssh: [], cacheFrom: [], cacheTo: [], noCache: false, load: false }

const module = (name: string, changes: Partial<Module> = {}): Module => ({
  name,
  root: `modules/${name}`,
  image: name,
  active: true,
  options,
  bases: [],
  ...changes,
})

const keyed = (changes: Partial<Extract<ModuleFacts, { kind: 'keyed' }>> = {}): ModuleFacts => ({
  kind: 'keyed',
  image: 'r.example/x/a',
  module: module('a'),
  key,
  inputs: ['Dockerfile'],
  content: { kind: 'missing' },
  tags: [],
  because: [],
  ...changes,
})

describe('planWorkspace', () => {
  it('tells everything of a module, in the order of names', () => {
    const bases: Module['bases'] = [
      { kind: 'external', reference: 'debian:trixie-slim', digest, line: 1 },
      { kind: 'external', reference: 'ubuntu', line: 2 },
      { kind: 'module', reference: 'r.example/x/base:latest', module: 'base', line: 3 },
      { kind: 'module', reference: 'r.example/x/base', module: 'base', line: 4 },
    ]
    const facts = keyed({ module: module('b', { bases }), image: 'r.example/x/b', inputs: ['.dockerignore', 'Dockerfile'] })
    const plan = planWorkspace('r.example/x', [facts, keyed()])
    expect(plan).toMatchObject({ recipe: 2, registry: 'r.example/x' })
    expect(plan.modules.map(({ name }) => name)).toEqual(['a', 'b'])
    expect(plan.modules[1]).toEqual({
      name: 'b',
      root: 'modules/b',
      image: 'r.example/x/b',
      key,
      contentTag: `key-${'1234'.repeat(8)}`,
      active: true,
      dependsOn: ['base'],
      inputs: ['.dockerignore', 'Dockerfile'],
      bases: [
        { ref: 'debian:trixie-slim', digest, module: null },
        { ref: 'ubuntu', digest: null, module: null },
        { ref: 'r.example/x/base:latest', digest: null, module: 'base' },
        { ref: 'r.example/x/base', digest: null, module: 'base' },
      ],
      state: 'missing',
      digest: null,
      action: 'build',
      reasons: ['not in the registry'],
    })
  })

  const offline: RegistryState = { kind: 'unknown', reason: 'the registry was not asked' }
  it.each<[string, ModuleFacts, object]>([
    ['missing', keyed(), { state: 'missing', action: 'build', reasons: ['not in the registry'], digest: null }],
    ['not asked for', keyed({ content: offline }), { state: 'unknown', action: 'build', reasons: ['the registry was not asked'] }],
    [
      'there with its tags',
      keyed({ content: present, tags: [{ tag: 'latest', names: present }] }),
      { state: 'present', action: 'none', digest, reasons: ['in the registry, tags as wanted'] },
    ],
    [
      'there without its tags',
      keyed({
        content: present,
        tags: [
          { tag: 'v1', names: { kind: 'missing' } },
          { tag: 'v2', names: offline },
          { tag: 'v3', names: present },
          { tag: 'latest', names: { kind: 'present', digest: other } },
        ],
      }),
      {
        state: 'present',
        action: 'promote',
        digest,
        reasons: ['v1 does not exist', 'v2: the registry was not asked', 'latest names another image'],
      },
    ],
    [
      'inactive and missing',
      keyed({ module: module('a', { active: false }) }),
      { active: false, state: 'missing', action: 'none', reasons: ['inactive'] },
    ],
    [
      'inactive and affected',
      keyed({ module: module('a', { active: false }), because: ['x changed'] }),
      { reasons: ['inactive', 'x changed'] },
    ],
    ['affected', keyed({ because: ['x changed'] }), { reasons: ['x changed', 'not in the registry'] }],
  ])('when it is %s', (_, facts, expected) => {
    expect(planWorkspace('r.example/x', [facts]).modules[0]).toMatchObject(expected)
  })

  it('lists a broken module with its error', () => {
    const error = new ModuleImagesError({
      code: 'bad-dockerfile',
      kind: 'input',
      message: 'No FROM.',
      place: { file: 'modules/a/Dockerfile', line: 3 },
      fix: 'Begin with FROM.',
    })
    const facts: ModuleFacts = { kind: 'broken', image: 'r.example/x/a', module: module('a'), error, because: [] }
    expect(planWorkspace('r.example/x', [facts]).modules).toEqual([
      {
        name: 'a',
        root: 'modules/a',
        image: 'r.example/x/a',
        key: null,
        contentTag: null,
        active: true,
        dependsOn: [],
        inputs: [],
        bases: [],
        state: 'unknown',
        digest: null,
        action: 'none',
        reasons: ['cannot be built'],
        error: { code: 'bad-dockerfile', message: 'No FROM.', file: 'modules/a/Dockerfile', line: 3, fix: 'Begin with FROM.' },
      },
    ])
  })
})
