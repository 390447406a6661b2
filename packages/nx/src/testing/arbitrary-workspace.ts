import { pathIn } from '@module-images/core'
import fc from 'fast-check'
import { PLUGIN_NAME } from '@module-images/workspace'

/** Files of a workspace, by their posix path. */
export type WorkspaceFiles = Readonly<Record<string, string>>

/** Name in nx.json of a plugin that gives every module of its files an argument; see {@link meddler}. */
export const MEDDLER = 'meddler'

/** Another plugin, that changes targets of this one. */
export const meddler = {
  name: MEDDLER,
  createNodes: [
    '**/meddle.txt',
    async (files: readonly string[]) =>
      files.map((file) => {
        const root = file.slice(0, Math.max(0, file.lastIndexOf('/'))) || '.'
        return [file, { projects: { [root]: { targets: { 'docker-build': { options: { buildArgs: { MEDDLED: root } } } } } } }]
      }),
  ],
}

const value = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('1', 'two') },
  { weight: 1, arbitrary: fc.constantFrom('{projectName}', '{projectRoot}/x', 'a {b} c', '{ "json": 1 }') },
)
const buildArgs = fc.dictionary(fc.constantFrom('V', 'W'), value, { maxKeys: 2 })

const options = fc.record(
  {
    buildArgs,
    labels: fc.dictionary(fc.constantFrom('l', 'm'), value, { maxKeys: 1 }),
    target: fc.constantFrom('one', 'two'),
    platforms: fc.constantFrom(['linux/amd64'], ['linux/arm64', 'linux/amd64']),
    noCache: fc.boolean(),
    builder: fc.constant('far'),
    secrets: fc.constant([{ id: 's', env: 'S' }]),
  },
  { requiredKeys: [] },
)

const plainTarget = fc.record(
  { options, dependsOn: fc.constant(['build']), inputs: fc.constant(['{projectRoot}/x']) },
  { requiredKeys: [] },
)

const oddTarget = fc.record(
  {
    options: fc.constant({ '...': true, buildArgs: { V: 'spread' } }),
    configurations: fc.constant({ production: { buildArgs: { V: 'prod' } } }),
    defaultConfiguration: fc.constant('production'),
    cache: fc.boolean(),
    dependsOn: fc.constant(['^docker-build', '...']),
    executor: fc.constantFrom('@module-images/nx:image', 'nx:run-commands'),
  },
  { requiredKeys: [] },
)

const target = fc.oneof({ weight: 4, arbitrary: plainTarget }, { weight: 1, arbitrary: oddTarget })

/** Mostly what people write, at times what they should not. */
const rarely = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary })
const often = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined })

const project = fc.record({
  name: rarely(fc.constantFrom('@x/a', 'renamed', 'b')),
  tags: rarely(fc.constantFrom(['docker:inactive'], ['...', 'docker:inactive'], [])),
  targets: often(fc.dictionary(fc.constantFrom('docker-build', 'docker-run', 'build'), target, { maxKeys: 2 })),
})

const manifest = fc.record({
  name: often(fc.constantFrom('@y/p', 'packaged')),
  scripts: rarely(fc.constant({ 'docker-build': 'echo' })),
  nx: often(project),
})

const json = (written: unknown) =>
  fc.constantFrom(JSON.stringify(written), `// said\n${JSON.stringify(written, null, 2).replace(/\n\}$/, ',\n}')}`)
const jsonFile = (path: string, written: unknown): fc.Arbitrary<[string, string][]> =>
  written === undefined ? fc.constant([]) : json(written).map((text) => [[path, text]])

/** What it reads, and what it stands on, hangs on target and arguments. */
const DOCKERFILE = [
  'ARG P=scratch',
  'FROM scratch AS one',
  'COPY a.txt /',
  'FROM ${P} AS two',
  'ARG V',
  'COPY b${V}.txt* a.txt /',
  '',
].join('\n')
const CHILD = DOCKERFILE.replace('P=scratch', 'P=registry.example/p/a')

const module = (folder: string) =>
  fc.record({ project: often(project), manifest: rarely(manifest), meddled: rarely(fc.constant('')) }).chain((parts) => {
    const at = (name: string) => pathIn(folder, name)
    // The workspace has a package.json of its own.
    const ownManifest = folder === '.' ? undefined : parts.manifest
    return fc
      .tuple(jsonFile(at('project.json'), parts.project), jsonFile(at('package.json'), ownManifest))
      .map((files) => [
        ...files.flat(),
        ...(parts.meddled === undefined ? [] : [[at('meddle.txt'), '']]),
        [at('Dockerfile'), folder === 'modules/b' ? CHILD : DOCKERFILE],
        [at('a.txt'), folder],
        [at('b1.txt'), 'b'],
      ])
  })

const targetDefaults = fc.dictionary(
  fc.constantFrom('docker-build', 'docker-*', '@module-images/nx:image', 'build', 'nx:run-commands'),
  fc.oneof(target, fc.constant([{ filter: { projects: ['a'] }, options: { buildArgs: { V: 'filtered' } } }])),
  { maxKeys: 2 },
)

const ownEntry = fc
  .record({
    modules: fc.constantFrom<string | string[]>('modules/*', 'modules/**', ['modules/*', 'more/**'], '**', ['.', 'modules/*']),
    include: rarely(fc.constantFrom(['modules/a/*'], ['**/Dockerfile'])),
    exclude: rarely(fc.constant(['modules/b/**'])),
  })
  .map(({ modules, ...filters }) => ({ plugin: PLUGIN_NAME, options: { modules, registry: 'registry.example/p' }, ...filters }))

const otherEntry = fc.constantFrom<unknown>(
  MEDDLER,
  { plugin: MEDDLER, include: ['packages/**/*'] },
  { plugin: MEDDLER, exclude: ['modules/a/**'] },
)

/** Workspaces with options in every place that Nx reads, and with all that may hide a module or rename it. */
export const arbitraryWorkspace: fc.Arbitrary<WorkspaceFiles> = fc
  .record({
    own: ownEntry,
    other: rarely(otherEntry),
    targetDefaults: rarely(targetDefaults),
    workspaces: rarely(fc.constant(['modules/*'])),
    nxignore: rarely(fc.constantFrom('modules/b\n', '*.md\n')),
    gitignore: rarely(fc.constantFrom('modules/b/\n', 'dist\n', 'Dockerfile\n!modules/a/Dockerfile\n')),
    nestedGitignore: rarely(fc.constantFrom('a\n', 'nested\n')),
    modules: fc.uniqueArray(fc.constantFrom('modules/a', 'modules/b', 'modules/e', 'modules/a/nested', 'more/c', 'dist/d', '.'), {
      minLength: 2,
    }),
  })
  .chain(({ own, other, targetDefaults: defaults, workspaces, nxignore, gitignore, nestedGitignore, modules }) => {
    const plugins = [own, ...(other === undefined ? [] : [other])]
    const nxJson = jsonFile('nx.json', { plugins, ...(defaults === undefined ? {} : { targetDefaults: defaults }) })
    const texts = Object.entries({ '.nxignore': nxignore, '.gitignore': gitignore, 'modules/.gitignore': nestedGitignore })
    const written = texts.flatMap(([path, text]): [string, string][] => (text === undefined ? [] : [[path, text]]))
    const packageJson = [['package.json', JSON.stringify({ name: 'w', ...(workspaces ? { workspaces } : {}) })]]
    return fc
      .tuple(nxJson, ...modules.map(module))
      .map((files) => Object.fromEntries([...packageJson, ...written, ...files.flat()]) as WorkspaceFiles)
  })
