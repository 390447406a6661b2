import { readFileSync } from 'node:fs'
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing'
import { logger, type Tree } from '@nx/devkit'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import migrateConfiguration from './0-2-0/configuration.js'
import migrateDependencies from './0-2-0/dependencies.js'
import migrateWorkflows from './0-2-0/workflows.js'
import { readSample } from './testing/read-sample.js'

interface MigrationsJson {
  readonly generators: Readonly<Record<string, { readonly version: string; readonly description: string; readonly implementation: string }>>
  readonly migrations: unknown
}

const { generators, migrations } = JSON.parse(readFileSync(new URL('../../migrations.json', import.meta.url), 'utf8')) as MigrationsJson

const PLUGIN = '@module-images/nx'
const SOURCES: Readonly<Record<string, (tree: Tree) => Promise<unknown>>> = {
  './dist/migrations/0-2-0/dependencies.js': migrateDependencies,
  './dist/migrations/0-2-0/configuration.js': migrateConfiguration,
  './dist/migrations/0-2-0/workflows.js': migrateWorkflows,
}
const IN_ORDER = Object.values(generators).map(({ implementation }) => SOURCES[implementation])

let logged: string[] = []
beforeEach(() => {
  logged = []
  const log = vi.spyOn(logger, 'info').mockImplementation((text: string) => void logged.push(text))
  return () => log.mockRestore()
})

function createTree(files: Readonly<Record<string, string>> | ReadonlyMap<string, string>): Tree {
  const tree = createTreeWithEmptyWorkspace()
  tree.delete('.oxfmtrc.json')
  const entries = files instanceof Map ? [...(files as ReadonlyMap<string, string>)] : Object.entries(files)
  for (const [path, text] of entries) tree.write(path, text)
  return tree
}

const workflow = (name: string) => `.github/workflows/${name}.yml`

const read = (tree: Tree, path: string) => tree.read(path, 'utf-8') ?? ''
const json = (tree: Tree, path: string): unknown => JSON.parse(read(tree, path))

/** Runs migrations one after the other, and tells which of these files they changed. */
async function changedBy(tree: Tree, paths: Iterable<string>, run: readonly (((tree: Tree) => Promise<unknown>) | undefined)[]) {
  const before = new Map([...paths].map((path) => [path, read(tree, path)]))
  for (const migrate of run) await migrate?.(tree)
  return [...before].filter(([path, text]) => read(tree, path) !== text).map(([path]) => path)
}

describe('migrations.json', () => {
  it('names the migrations that there are, in the order of their versions', () => {
    expect(IN_ORDER).toEqual(Object.values(SOURCES))
    const versions = Object.values(generators).map(({ version }) => version)
    expect(versions).toEqual(versions.toSorted())
  })

  it('is what nx migrate --run-migrations takes as well, for a package that was installed from a tarball', () => {
    expect(migrations).toEqual(Object.entries(generators).map(([name, { version }]) => ({ package: PLUGIN, name, version })))
  })
})

describe('a workspace of 0.1.0', () => {
  it('is brought to what is taken now, and then stays as it is', async () => {
    const files = readSample('0.1.0')
    const tree = createTree(files)
    expect((await changedBy(tree, files.keys(), IN_ORDER)).sort()).toEqual([
      ...['build-push-docker-module', 'docker_affected', 'docker_all-modules', 'docker_deb', 'docker_kid', 'docker_par'].map(workflow),
      // None of the modules has anything to run.
      ...['run_deb', 'run_kid', 'run_par'].map(workflow),
      'modules/par/project.json',
      'nx.json',
      'package.json',
    ])
    expect(json(tree, 'nx.json')).toEqual({
      ...(JSON.parse(files.get('nx.json') ?? '') as object),
      targetDefaults: { 'docker-build': { inputs: ['default'] } },
    })
    expect(json(tree, 'package.json')).toMatchObject({ devDependencies: { [PLUGIN]: expect.any(String) as string, nx: '^24.0.6' } })
    expect(logged).toEqual([
      'package.json: @module-images/core, @module-images/engine, @module-images/registry removed: @module-images/nx holds what they held.',
      'nx.json: targetDefaults.docker-build: "cache" removed; what is there already is not built again without it.',
      'nx.json: targetDefaults.@module-images/nx:check: "cache" removed; what is there already is not built again without it.',
      "modules/par/project.json: targets.docker-build: labels moved from its defaultConfiguration 'ci' to its options, by which nx built so far.",
      'Generated workflows written anew:',
    ])
    expect(await changedBy(tree, files.keys(), IN_ORDER)).toEqual([])
  })
})

describe('0-2-0-dependencies', () => {
  it('leaves comments, other packages and all else as it is', async () => {
    const tree = createTree({
      'package.json':
        '{\n  // ours\n  "dependencies": { "@module-images/core": "^0.1.0", "@module-images/nx": "^0.1.0" },\n  "pnpm": { "overrides": { "@module-images/engine": "file:a.tgz" } }\n}\n',
    })
    await migrateDependencies(tree)
    expect(read(tree, 'package.json')).toBe(
      '{\n  // ours\n  "dependencies": { "@module-images/nx": "^0.1.0" },\n  "pnpm": { "overrides": { } }\n}\n',
    )
    expect(logged).toEqual(['package.json: @module-images/core, @module-images/engine removed: @module-images/nx holds what they held.'])
  })

  it.each(['{}', '[]', '{ "dependencies": [], "pnpm": null }', 'null'])('has nothing to do in %s', async (text) => {
    const tree = createTree({ 'package.json': text })
    expect(await changedBy(tree, ['package.json'], [migrateDependencies])).toEqual([])
  })

  it('names the line of what is no JSON', async () => {
    await expect(migrateDependencies(createTree({ 'package.json': '{\n  "dependencies": {,\n}' }))).rejects.toThrow(
      /^error\[[\w-]+\]: package\.json:2: This is no JSON/,
    )
  })
})

/** What nx.json is after the migration of these plugins. */
async function migratePlugins(plugins: string): Promise<unknown> {
  const tree = createTree({ 'nx.json': `{ "plugins": ${plugins} }` })
  await migrateConfiguration(tree)
  return (json(tree, 'nx.json') as { plugins: unknown }).plugins
}

describe('0-2-0-configuration: the plugin listed more than once', () => {
  it('becomes one entry with all globs, where the first stands', async () => {
    const plugins = `["other", { "plugin": "${PLUGIN}", "options": { "registry": "r.example/a" } }, "more",
      { "plugin": "${PLUGIN}", "options": { "modules": ["tools/*", "modules/*"], "registry": "r.example/b", "prune": true } }]`
    expect(await migratePlugins(plugins)).toEqual([
      'other',
      { plugin: PLUGIN, options: { registry: 'r.example/a', modules: ['modules/*', 'tools/*'] } },
      'more',
    ])
    expect(logged).toEqual([
      'nx.json: @module-images/nx is listed 2 times; one entry is left, with the globs modules/*, tools/*.',
      "nx.json: of registry, prune the first entry's stays, as tasks have used it so far.",
    ])
  })

  it('becomes an entry with options where the first had none', async () => {
    const plugins = `["${PLUGIN}", { "plugin": "${PLUGIN}", "options": { "modules": "tools/*" } }, "${PLUGIN}"]`
    expect(await migratePlugins(plugins)).toEqual([{ plugin: PLUGIN, options: { modules: ['modules/*', 'tools/*'] } }])
  })

  it('is left to its owner where entries are for some files only', async () => {
    const plugins = `[{ "plugin": "${PLUGIN}", "include": ["modules/**"] }, "${PLUGIN}"]`
    await expect(migratePlugins(plugins)).rejects.toThrow(/^error\[[\w-]+\]: nx\.json: @module-images\/nx is listed more than once/)
    expect(logged).toEqual([expect.stringContaining('join the entries by hand')])
  })
})

/** A workspace with a module `a`, whose nx.json has comments. */
function treeOfModule(targetDefaults: string, files: Readonly<Record<string, string>> = {}): Tree {
  const nxJson = `{
  // Read by Nx and by people.
  "plugins": [{ "plugin": "${PLUGIN}", "options": { "buildTargetName": "image" } }],
  "targetDefaults": ${targetDefaults}
}
`
  return createTree({ 'nx.json': nxJson, 'modules/a/Dockerfile': 'FROM scratch\n', ...files })
}

describe('0-2-0-configuration: targets that Nx cached', () => {
  it('are found by name, executor and filter, and in the files of modules; all else stays', async () => {
    const tree = treeOfModule(
      `{
    "image": { "cache": true, /* why */ "dependsOn": ["^image"] },
    "docker-build": { "cache": true },
    "docker-check": [{ "filter": { "projects": "a" }, "cache": true }, { "cache": true }],
    "build": { "cache": true }
  }`,
      {
        'modules/a/project.json': '{ "targets": { "image": { "cache": true, "options": { "load": true } }, "test": { "cache": true } } }',
        'modules/a/package.json': '{ "nx": { "targets": { "docker-check": { "cache": true } } } }',
      },
    )
    await migrateConfiguration(tree)
    expect(read(tree, 'nx.json')).toBe(`{
  // Read by Nx and by people.
  "plugins": [{ "plugin": "${PLUGIN}", "options": { "buildTargetName": "image" } }],
  "targetDefaults": {
    "image": { /* why */ "dependsOn": ["^image"] },
    "docker-build": { "cache": true },
    "docker-check": [{ "filter": { "projects": "a" } }, { }],
    "build": { "cache": true }
  }
}
`)
    expect(json(tree, 'modules/a/project.json')).toEqual({ targets: { image: { options: { load: true } }, test: { cache: true } } })
    expect(json(tree, 'modules/a/package.json')).toEqual({ nx: { targets: {} } })
    expect(logged.map((line) => line.split(': "cache"')[0])).toEqual([
      'nx.json: targetDefaults.image',
      'nx.json: targetDefaults.docker-check[0]',
      'nx.json: targetDefaults.docker-check[1]',
      'modules/a/project.json: targets.image',
      'modules/a/package.json: nx.targets.docker-check',
    ])
  })
})

describe('0-2-0-configuration: options of a default configuration', () => {
  it('move to the options where they make the image, and stay where they do not', async () => {
    const target = {
      options: { target: 'final', buildArgs: { A: '1' } },
      defaultConfiguration: 'ci',
      configurations: { ci: { buildArgs: { A: '2' }, platforms: ['linux/arm64'], noCache: true }, other: { target: 'x' } },
    }
    const tree = treeOfModule('{}', { 'modules/a/project.json': JSON.stringify({ targets: { image: target, 'docker-push': target } }) })
    await migrateConfiguration(tree)
    expect(json(tree, 'modules/a/project.json')).toEqual({
      targets: {
        image: {
          options: { target: 'final', buildArgs: { A: '2' }, platforms: ['linux/arm64'] },
          defaultConfiguration: 'ci',
          configurations: { ci: { noCache: true }, other: { target: 'x' } },
        },
        'docker-push': target,
      },
    })
  })

  it.each([
    '{ "defaultConfiguration": "ci" }',
    '{ "defaultConfiguration": 1, "configurations": [] }',
    '{ "defaultConfiguration": "ci", "configurations": { "ci": { "target": "a" } }, "options": { "target": "a" } }',
    '{ "defaultConfiguration": "__proto__", "configurations": {} }',
    '[]',
  ])('stay in %s', async (target) => {
    const file = 'modules/a/project.json'
    const tree = treeOfModule('{}', { [file]: `{ "targets": { "image": ${target} } }` })
    expect(await changedBy(tree, [file, 'nx.json'], [migrateConfiguration])).toEqual([])
  })
})

describe('0-2-0-workflows', () => {
  it('makes none where there are none, and says what comes', async () => {
    const tree = createTree({ 'nx.json': `{ "plugins": ["${PLUGIN}"] }`, '.github/workflows/own.yml': 'name: own\n' })
    expect(await migrateWorkflows(tree)).toEqual({ nextSteps: [expect.stringContaining('builds every image anew'), expect.any(String)] })
    expect(tree.children('.github/workflows')).toEqual(['own.yml'])
  })
})

describe.each([
  ['is no JSON', '{\n  "plugins": [,\n}', /^error\[[\w-]+\]: nx\.json:2: This is no JSON/],
  ['is a list', '[]', /^error\[[\w-]+\]: nx\.json: .*not a list/],
  ['has plugins that are none', '{ "plugins": [7] }', /^error\[[\w-]+\]: nx\.json: /],
  [
    'does not list the plugin',
    '{ "plugins": ["other"] }',
    /^error\[[\w-]+\]: nx\.json: @module-images\/nx is not among the plugins\.\n {2}Add /,
  ],
  [
    'has an option that does not exist',
    `{ "plugins": [{ "plugin": "${PLUGIN}", "options": { "modulez": 1 } }] }`,
    /^error\[[\w-]+\]: nx\.json: .*\n.*modulez/,
  ],
])('an nx.json that %s', (_, text, message) => {
  it('is refused with its place, and nothing is changed', async () => {
    const tree = createTree(new Map([...readSample('0.1.0'), ['nx.json', text]]))
    const paths = [...readSample('0.1.0').keys()]
    for (const migrate of [migrateConfiguration, migrateWorkflows]) await expect(migrate(tree)).rejects.toThrow(message)
    expect(paths.filter((path) => path !== 'nx.json' && read(tree, path) !== readSample('0.1.0').get(path))).toEqual([])
    expect(read(tree, 'nx.json')).toBe(text)
  })
})
