import { basename, dirname } from 'node:path/posix'
import {
  type Base,
  createInputSelector,
  isGenerated,
  ModuleImagesError,
  NO_BASE_LOCK,
  NO_IGNORE_RULES,
  parseBaseLock,
  parseDockerfile,
  parseIgnoreRules,
  planReads,
  selectLockfiles,
} from '@module-images/core'
import { readLockfile } from '@module-images/lockfiles'
import type { BuildCheckFacts, CheckedModule, ModuleCheckFacts, WorkspaceCheckFacts } from '../check-facts.js'
import type { PassingExample } from '../check-rule.js'
import { planBuildFacts } from '../plan-build-facts.js'

const ROOT = 'modules/example'
const REGISTRY = 'public.ecr.aws/openscpca/'

/** Facts about the module an example shows, in a workspace with linux/amd64 and in June of 2026. */
export function exampleModule({ files, sizes = {} }: PassingExample): ModuleCheckFacts {
  const modules = [ROOT, ...siblings(files)].map((root) => readIdentity(root, files))
  const [module] = modules
  if (!module) throw new Error('no module')
  const texts = new Map(Object.entries(files).map(([path, text]) => [`${ROOT}/${path}`, text]))
  const lockfiles = selectLockfiles(Object.keys(files)).flatMap((path) => readLockfile(files[path] ?? '', `${ROOT}/${path}`) ?? [])
  const isBase = Object.entries(files).some(([path, text]) => path.endsWith('/Dockerfile') && text.includes(`${REGISTRY}example`))
  const common = { module, modules, isBase, lockfiles, texts, limits: { lockAgeDays: 180 }, now: '2026-06-01T00:00:00.000Z' }
  try {
    return { ...common, build: readBuild(files, sizes, modules) }
  } catch (error) {
    if (!(error instanceof ModuleImagesError)) throw error
    return { ...common, error }
  }
}

function readBuild(
  files: PassingExample['files'],
  sizes: Readonly<Record<string, number>>,
  modules: readonly CheckedModule[],
): BuildCheckFacts {
  const file = `${ROOT}/Dockerfile`
  const text = files['Dockerfile'] ?? ''
  const ignore = files['.dockerignore']
  const { buildArgs = {}, platforms = ['linux/amd64'] } = readOptions(files['project.json'])
  const rules = ignore === undefined ? NO_IGNORE_RULES : parseIgnoreRules(ignore, `${ROOT}/.dockerignore`)
  const dockerfile = parseDockerfile(text, file)
  const reads = planReads(dockerfile, { buildArgs, platforms })
  const lock = files['image-lock.json'] === undefined ? NO_BASE_LOCK : parseBaseLock(files['image-lock.json'], `${ROOT}/image-lock.json`)
  const bases = reads.bases.map(({ reference, line }): Base => {
    const own = modules.find(({ image }) => reference === `${REGISTRY}${image}:latest` || reference === `${REGISTRY}${image}`)
    const digest = lock.bases.get(reference)?.digest
    return own ? { kind: 'module', reference, module: own.name, line } : { kind: 'external', reference, digest, line }
  })
  const selector = createInputSelector(reads, rules)
  const paths = Object.keys(files).filter((path) => !path.startsWith('../') && selector.isInput(path, 'file'))
  return planBuildFacts({
    text,
    file,
    reads,
    rules,
    bases,
    lock,
    ignoreFile: ignore === undefined ? undefined : `${ROOT}/.dockerignore`,
    exists: (path) => files[path] !== undefined,
    readText: (path) => files[path],
    listing: paths.map((path) => ({ kind: 'file', path })),
    sizes: new Map(paths.map((path) => [path, sizes[path] ?? files[path]?.length ?? 0])),
    basePlatforms: new Map(bases.flatMap((base) => (base.kind === 'external' ? [[base.reference, platforms] as const] : []))),
    options: { buildArgs, platforms, labels: {} },
  })
}

function siblings(files: PassingExample['files']): string[] {
  const folders = Object.keys(files).flatMap((path) => /^\.\.\/([^/]+)\/Dockerfile$/.exec(path)?.[1] ?? [])
  return folders.map((folder) => `modules/${folder}`)
}

function readIdentity(root: string, files: PassingExample['files']): CheckedModule {
  const text = files[root === ROOT ? 'project.json' : `../${root.split('/')[1] ?? ''}/project.json`]
  const { name = root.split('/')[1] ?? '' } = JSON.parse(text ?? '{}') as { name?: string }
  return { name, root, image: readOptions(text).image ?? name, active: !text?.includes('docker:inactive') }
}

function readOptions(projectJson = '{}'): { image?: string; buildArgs?: Record<string, string>; platforms?: string[] } {
  const { targets } = JSON.parse(projectJson) as { targets?: Record<string, { options?: ReturnType<typeof readOptions> }> }
  return targets?.['docker-build']?.options ?? {}
}

/** Facts about the workspace an example shows. */
export function exampleWorkspace({ files, links = [] }: PassingExample): WorkspaceCheckFacts {
  const text = files['nx.json'] ?? '{}'
  const manifest = files['package.json'] ?? '{}'
  const version = (JSON.parse(manifest) as { devDependencies?: { nx?: string } }).devDependencies?.nx
  const roots = [...new Set(Object.keys(files).flatMap((path) => /^modules\/[^/]+/.exec(path)?.[0] ?? []))]
  const dockerfiles = Object.keys(files).filter((path) => path.endsWith('/Dockerfile'))
  const globs = readGlobs(JSON.parse(text))
  const modules = dockerfiles.flatMap((file) => {
    const name = basename(dirname(file))
    return globs.some((glob) => dirname(glob) === dirname(dirname(file))) ? [{ name, root: dirname(file), image: name, active: true }] : []
  })
  const projects = Object.entries(files).filter(([path]) => path.endsWith('project.json'))
  return {
    nxJson: { file: 'nx.json', text, value: JSON.parse(text) },
    nx: { version, place: { file: 'package.json', line: manifest.slice(0, manifest.indexOf('"nx"')).split('\n').length } },
    targets: ['docker-build', 'docker-push', 'docker-run', 'docker-check'],
    modules,
    emptyGlobs: globs.filter((glob) => !modules.some(({ root }) => dirname(root) === dirname(glob))).map((glob) => ({ glob })),
    nestedDockerfiles: dockerfiles.flatMap((file) => {
      const owner = modules.find(({ root }) => dirname(file).startsWith(`${root}/`))
      return owner === undefined ? [] : [{ file, module: owner.name }]
    }),
    workflows: Object.entries(files).flatMap(([file, own]) =>
      file.startsWith('.github/') && isGenerated(own) ? [{ file, state: 'leftover' as const }] : [],
    ),
    projects: projects.map(([file, own]) => ({ file, text: own, value: JSON.parse(own) as unknown })),
    linkedFolders: links,
    withoutDockerfile: roots
      .filter((root) => files[`${root}/Dockerfile`] === undefined)
      .map((root) => ({
        root,
        names: Object.keys(files).flatMap((path) => (path.startsWith(`${root}/`) ? [path.slice(root.length + 1)] : [])),
        active: !files[`${root}/project.json`]?.includes('docker:inactive'),
      })),
  }
}

/** The `modules` globs of an example's nx.json, which end in `/*`. */
function readGlobs(nxJson: unknown): string[] {
  const { plugins = [] } = nxJson as { plugins?: (string | { options?: { modules?: string | string[] } })[] }
  const given = plugins.flatMap((plugin) => (typeof plugin === 'string' ? [] : (plugin.options?.modules ?? [])))
  return given.length === 0 ? ['modules/*'] : given
}
