import { chmodSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BuildMatrix, contentTag, type ContentKey, type WorkspacePlan } from '@module-images/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { toJsonSchema } from '@valibot/to-json-schema'
import * as v from 'valibot'
import { temporaryWorkspace, writeFiles } from '@module-images/workspace/testing'
import { commitAll, runTestGit } from '@module-images/git/testing'
import { recordCommand } from '../../testing/recorded-command.js'
import { startTestRegistry, type TestRegistry } from '../../testing/test-registry.js'
import { planSchema } from './plan-schema.js'
import { type PlanOptions, runPlan } from './run-plan.js'

let registry: TestRegistry
beforeAll(async () => {
  registry = await startTestRegistry()
})
afterAll(() => registry.stop())

/** Each test's images lie below a name of its own. */
let count = 0
let prefix = ''
beforeEach(() => {
  prefix = `${registry.host}/t${(count += 1)}`
})

const plan = async (root: string, options: Partial<PlanOptions> = {}, env: Readonly<Record<string, string>> = {}) => {
  const defaults: PlanOptions = { modules: [], output: 'json', jobs: 256, offline: false, tags: undefined, affected: undefined }
  return recordCommand(root, (context) => runPlan({ ...defaults, ...options }, context), env)
}

/** Every JSON that a test looks at is held to the schema. */
const planJson = async (root: string, options: Partial<PlanOptions> = {}): Promise<WorkspacePlan> =>
  v.parse(planSchema, JSON.parse((await plan(root, options)).out))

const actions = ({ modules }: WorkspacePlan) =>
  Object.fromEntries(modules.map(({ name, state, action, reasons }) => [name, `${state} ${action}: ${reasons.join('; ')}`]))

const put = (repository: string, tag: string, content: string) =>
  registry.put(`${prefix.slice(registry.host.length + 1)}/${repository}`, tag, { content })

const workspace = (files: Record<string, string> = {}) =>
  temporaryWorkspace(
    {
      'modules/base/Dockerfile': 'FROM debian:trixie-slim\nCOPY setup /setup\n',
      'modules/base/setup/a.sh': 'echo a\n',
      'modules/base/setup/link.sh': 'echo link\n',
      'modules/child/Dockerfile': `FROM ${prefix}/base\nCOPY renv.lock scripts* /\n`,
      'modules/child/renv.lock': '{}',
      'modules/child/scripts/a.R': 'a',
      'modules/child/notes.md': 'x',
      'modules/other/Dockerfile': 'FROM scratch\n',
      'modules/off/Dockerfile': 'FROM scratch\n',
      'modules/off/project.json': '{ "tags": ["docker:inactive"] }',
      ...files,
    },
    { registry: prefix },
  )

it('tells on standard error of a module that is a link, which is left out', async () => {
  const root = workspace({ 'far/Dockerfile': 'FROM scratch\n' })
  symlinkSync('../far', join(root, 'modules/linked'))
  const { code, out, logged } = await plan(root, { offline: true })
  expect([code, logged]).toEqual([0, ['warning: modules/linked is a link, behind which Nx finds no modules; it is left out']])
  expect(out).not.toContain('linked')
})

describe('schemas/plan.json', () => {
  it('is the schema of what is printed', async () => {
    const schema = toJsonSchema(planSchema, { target: 'draft-2020-12' })
    await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot('../../../../nx/schemas/plan.json')
  })
})

/** A content tag. */
const key = expect.stringMatching(/^key-[0-9a-f]{32}$/) as string

describe('plan', () => {
  it('says what is missing, promoted and as wanted, with one request for what is missing and one more a tag for the rest', async () => {
    const root = workspace()
    const wanted = Object.fromEntries((await planJson(root, { offline: true })).modules.map(({ name, key }) => [name, key as ContentKey]))
    const digest = await put('base', contentTag(wanted['base'] as ContentKey), 'base')
    await put('base', 'latest', 'base')
    await put('other', contentTag(wanted['other'] as ContentKey), 'other')
    await put('other', 'latest', 'an older one')
    await registry.takeRequests()
    const result = await planJson(root, { tags: 'latest' })
    const path = `/v2/t${count}`
    expect(await registry.takeRequests()).toEqual(
      [
        `HEAD ${path}/base/manifests/${contentTag(wanted['base'] as ContentKey)}`,
        `HEAD ${path}/base/manifests/latest`,
        `HEAD ${path}/child/manifests/${contentTag(wanted['child'] as ContentKey)}`,
        `HEAD ${path}/other/manifests/${contentTag(wanted['other'] as ContentKey)}`,
        `HEAD ${path}/other/manifests/latest`,
      ].sort(),
    )
    expect(actions(result)).toEqual({
      base: 'present none: in the registry, tags as wanted',
      child: 'missing build: not in the registry',
      off: 'unknown none: inactive',
      other: 'present promote: latest names another image',
    })
    expect(result.modules.find(({ name }) => name === 'base')).toMatchObject({ digest, image: `${prefix}/base` })
    expect(actions(await planJson(root, { tags: 'v1.0.0,latest' }))).toMatchObject({
      base: 'present promote: v1.0.0 does not exist',
      other: 'present promote: v1.0.0 does not exist; latest names another image',
    })
  })

  it('plans the modules that are named, and asks for no other', async () => {
    const root = workspace()
    await registry.takeRequests()
    expect(Object.keys(actions(await planJson(root, { modules: ['modules/other/', 'off'] })))).toEqual(['off', 'other'])
    expect((await registry.takeRequests()).filter((request) => !request.includes('/other/'))).toEqual([])
    await expect(plan(root, { modules: ['othr'] })).rejects.toThrow("'othr' is not a module")
  })

  it('asks nobody when offline', async () => {
    const root = workspace()
    await registry.takeRequests()
    const { modules } = await planJson(root, { offline: true })
    expect(await registry.takeRequests()).toEqual([])
    expect(modules.find(({ name }) => name === 'child')).toEqual({
      name: 'child',
      root: 'modules/child',
      image: `${prefix}/child`,
      key: expect.any(String) as string,
      contentTag: expect.any(String) as string,
      active: true,
      dependsOn: ['base'],
      inputs: ['Dockerfile', 'renv.lock', 'scripts/a.R'],
      bases: [{ ref: `${prefix}/base`, digest: null, module: 'base' }],
      state: 'unknown',
      digest: null,
      action: 'build',
      reasons: ['the registry was not asked'],
    })
    expect(await plan(root, { offline: true })).toMatchObject({ code: 0, logged: [] })
  })

  it('lists a broken module, and what stands on it, with the error, and plans the others', async () => {
    const root = workspace({ 'modules/base/Dockerfile': 'FROM debian\n\nCOPY gone /\n', 'modules/off/Dockerfile': 'COPY\n' })
    const { code, out, logged } = await plan(root)
    const { modules } = v.parse(planSchema, JSON.parse(out))
    expect(code).toBe(1)
    expect(modules.map(({ name, action, error }) => [name, action, error?.code, error?.file, error?.line])).toEqual([
      ['base', 'none', 'missing-source', 'modules/base/Dockerfile', 3],
      ['child', 'none', 'broken-base', 'modules/child/Dockerfile', 1],
      ['off', 'none', 'bad-dockerfile', 'modules/off/Dockerfile', 1],
      ['other', 'build', undefined, undefined, undefined],
    ])
    expect(logged).toEqual([
      expect.stringMatching(/^✗ error\[[a-z-]+\]: modules\/base\/Dockerfile:3: 'gone' /) as string,
      expect.stringMatching(/^✗ error\[[a-z-]+\]: modules\/child\/Dockerfile:1: /) as string,
      '✗ failed for 2 of 4 modules: base, child',
    ])
    const table = await plan(root, { output: 'table' })
    expect(table.out.split('\n').map((line) => line.split(/ {2,}/).slice(0, 3))).toEqual([
      ['module', 'action', 'registry'],
      ['base', 'error', 'unknown'],
      ['child', 'error', 'unknown'],
      ['off', 'error', 'unknown'],
      ['other', 'build', 'missing'],
      [''],
      [`4 modules: 1 to build, 0 to promote, 0 with nothing to do, 3 that cannot be built`],
    ])
  })

  it('leaves a folder that cannot be read to its own module', async () => {
    const root = workspace()
    renameSync(join(root, 'modules/other/Dockerfile'), join(root, 'modules/other/x'))
    writeFiles(root, { 'modules/other/Dockerfile/file': '' })
    const { modules } = await planJson(root, { offline: true })
    expect(modules.map(({ name, error }) => [name, error?.code])).toEqual([
      ['base', undefined],
      ['child', undefined],
      ['off', undefined],
      ['other', 'unreadable-file'],
    ])
  })

  it('fails when the registry does not answer, and plans builds', async () => {
    const root = workspace()
    const { code, out, logged } = await plan(root, {}, { MODULE_IMAGES_REGISTRY: '127.0.0.1:2/x' })
    expect(code).toBe(1)
    expect(actions(v.parse(planSchema, JSON.parse(out)))).toMatchObject({
      other: expect.stringMatching(/^unknown build: .*registry-unreachable/) as string,
    })
    expect(logged.slice(-2)).toEqual([
      '✗ 3 of 4 modules: the registry could not be asked (registry-unreachable)',
      '  Check that the registry runs and that its address is right: MODULE_IMAGES_REGISTRY, else the registry in nx.json.',
    ])
  })

  it('prints the matrix in one line', async () => {
    const { out } = await plan(workspace(), { output: 'github-matrix' })
    expect(out).not.toContain('\n')
    expect(JSON.parse(out)).toEqual({
      levels: [
        {
          include: [
            { name: 'base', modules: 'base', key },
            { name: 'other', modules: 'other', key },
          ],
        },
        { include: [{ name: 'child', modules: 'child', key }] },
      ],
      promote: [],
      broken: [],
    })
  })

  it('has in the matrix what can be built, says what cannot, and ends with a code of its own', async () => {
    const files = { 'modules/base/Dockerfile': 'FROM debian\n\nCOPY gone /\n', 'modules/other/project.json': '{ "name": "o,p" }' }
    const { code, out, logged } = await plan(workspace({ ...files, 'modules/fine/Dockerfile': 'FROM scratch\n' }), {
      output: 'github-matrix',
    })
    const { levels, broken } = JSON.parse(out) as BuildMatrix
    expect([code, levels]).toEqual([3, [{ include: [{ name: 'fine', modules: 'fine', key }] }]])
    expect(broken.map(({ name, error }) => [name, error.code, error.file, error.line])).toEqual([
      ['base', 'missing-source', 'modules/base/Dockerfile', 3],
      ['child', 'broken-base', 'modules/child/Dockerfile', 1],
      ['modules-other', 'bad-project-name', 'modules/other/project.json', undefined],
    ])
    expect(logged.at(-1)).toBe('✗ failed for 3 of 5 modules: base, child, modules-other')
  })

  it('has no matrix of use where the registry gave no answer at all', async () => {
    const { code } = await plan(workspace(), { output: 'github-matrix' }, { MODULE_IMAGES_REGISTRY: '127.0.0.1:2/x' })
    expect(code).toBe(1)
  })

  it('leaves out of the matrix what has passed its test build', async () => {
    const root = workspace()
    const { modules } = await planJson(root, { offline: true })
    const file = join(root, 'tested.txt')
    writeFileSync(file, modules.flatMap(({ name, contentTag }) => (name === 'base' ? [] : [`${contentTag ?? ''}\n`])).join(''))
    const { out } = await plan(root, { output: 'github-matrix', offline: true, flat: true, tested: file })
    expect(
      (JSON.parse(out) as { levels: { include: { name: string }[] }[] }).levels.flatMap(({ include }) => include.map(({ name }) => name)),
    ).toEqual(['base'])
    await expect(plan(root, { output: 'github-matrix', offline: true, tested: join(root, 'none') })).rejects.toThrow(
      expect.objectContaining({ code: 'unreadable-file' }),
    )
  })
})

describe('plan --affected', () => {
  const affected = async (root: string, base?: string, head?: string) => {
    const { modules } = await planJson(root, { offline: true, affected: { base, head } })
    return Object.fromEntries(modules.map(({ name, active, reasons }) => [name, active ? reasons.slice(0, -1) : reasons.slice(1)]))
  }

  it.each<[string, (root: string) => void, Record<string, string[]>]>([
    ['a copied file', (root) => writeFiles(root, { 'modules/child/renv.lock': '1' }), { child: ['modules/child/renv.lock changed'] }],
    ['a file nothing copies', (root) => writeFiles(root, { 'modules/child/notes.md': '1' }), {}],
    [
      'a new file that is copied',
      (root) => writeFiles(root, { 'modules/child/scripts/b': '' }),
      { child: ['modules/child/scripts/b changed'] },
    ],
    [
      'a copied file that is gone',
      (root) => rmSync(join(root, 'modules/child/scripts/a.R')),
      { child: ['modules/child/scripts/a.R changed'] },
    ],
    [
      'a file of a base',
      (root) => writeFiles(root, { 'modules/base/setup/a.sh': '1' }),
      { base: ['modules/base/setup/a.sh changed'], child: ['its base base is affected'] },
    ],
    [
      'the executable bit',
      (root) => chmodSync(join(root, 'modules/child/renv.lock'), 0o755),
      { child: ['modules/child/renv.lock changed'] },
    ],
    [
      'a base lock',
      (root) => writeFiles(root, { 'modules/other/image-lock.json': '{ "lock": 1, "epoch": 1, "bases": {} }' }),
      {
        other: ['modules/other/image-lock.json changed'],
      },
    ],
    [
      'an inactive module',
      (root) => writeFiles(root, { 'modules/off/Dockerfile': 'FROM scratch\n# 1\n' }),
      { off: ['modules/off/Dockerfile changed'] },
    ],
    ['a file outside modules', (root) => writeFiles(root, { 'docs/x': '1' }), {}],
  ])('finds what %s concerns, committed or not', async (_, change, expected) => {
    const root = workspace()
    const base = await commitAll(root)
    change(root)
    expect(await affected(root)).toEqual(expected)
    await commitAll(root)
    expect(await affected(root, base, 'HEAD')).toEqual(expected)
    expect(await affected(root, 'HEAD', 'HEAD')).toEqual({})
  })

  it('takes nx.json for a change of every module, and counts from where branches part', async () => {
    const root = workspace()
    await commitAll(root)
    await runTestGit(root, 'switch', '--quiet', '--create', 'work')
    writeFiles(root, {
      'nx.json': JSON.stringify({ plugins: [{ plugin: '@module-images/nx', options: { registry: prefix, tags: ['x'] } }] }),
    })
    await commitAll(root)
    expect(Object.keys(await affected(root, 'main', 'work'))).toEqual(['base', 'child', 'off', 'other'])
    await runTestGit(root, 'switch', '--quiet', 'main')
    writeFiles(root, { 'modules/other/Dockerfile': 'FROM scratch\n# 1\n' })
    await commitAll(root)
    expect(await affected(root, 'work', 'main')).toEqual({ other: ['modules/other/Dockerfile changed'] })
  })

  it('lists names of what was renamed, or broken, and not of what stayed where another module was deleted', async () => {
    const root = workspace()
    await commitAll(root)
    const names = () => plan(root, { output: 'names', offline: true, affected: { base: 'HEAD', head: undefined } })
    expect(await names()).toEqual({ code: 0, out: '', logged: [] })
    renameSync(join(root, 'modules/other'), join(root, 'modules/another'))
    rmSync(join(root, 'modules/off'), { recursive: true })
    expect(await names()).toEqual({ code: 0, out: 'another', logged: [] })
    writeFiles(root, { 'modules/base/Dockerfile': 'COPY\n' })
    expect(await names()).toEqual({ code: 0, out: 'another,base,child', logged: [] })
  })

  it('says so when nothing is concerned, and refuses a revision that is none', async () => {
    const root = workspace()
    await commitAll(root)
    const range = { base: 'HEAD', head: undefined }
    expect(await plan(root, { offline: true, output: 'table', affected: range })).toMatchObject({
      code: 0,
      out: expect.stringContaining('no module') as string,
    })
    expect(await plan(root, { offline: true, output: 'github-matrix', affected: range })).toMatchObject({
      code: 0,
      out: '{"levels":[],"promote":[],"broken":[]}',
    })
    await expect(plan(root, { affected: { base: '--all', head: undefined } })).rejects.toMatchObject({ code: 'bad-revision' })
  })
})
