// @ts-check
import fc from 'fast-check'
import { anyOptions } from './arbitrary-options.mjs'

/**
 * A workspace as data; `render-workspace.mjs` has its files. What it says of one thing in several places is what is tried: which of them holds is for
 * Nx to say.
 *
 * @typedef {import('./arbitrary-options.mjs').Options} Options
 *
 * @typedef {object} WorkspaceModule
 * @property {string} root
 * @property {number | undefined} parent index of a module before it
 * @property {PackageJson | undefined} packageJson
 * @property {ProjectJson | undefined} projectJson
 *
 * @typedef {{ name: string, nx: { name: string | undefined, tags: readonly string[], options: Options } | undefined }} PackageJson
 * @typedef {{ name: string | undefined, options: Options, tags: readonly string[], relaxed: boolean, configuration: Options | undefined }} ProjectJson
 *   `relaxed`: with comments and trailing commas; `configuration`: of the target's `defaultConfiguration`
 *
 * @typedef {object} Workspace
 * @property {string | readonly string[]} globs
 * @property {{ include?: readonly string[], exclude?: readonly string[] }} registration of the plugin in nx.json
 * @property {readonly string[] | undefined} platforms of the plugin
 * @property {TargetDefaults | undefined} targetDefaults
 * @property {boolean} relaxed nx.json has comments and trailing commas
 * @property {readonly string[] | undefined} npmWorkspaces
 * @property {readonly string[]} nxignore
 * @property {readonly string[]} gitignore
 * @property {readonly WorkspaceModule[]} modules
 *
 * @typedef {{ key: string, options: Options, only: { project: string, options: Options } | undefined }} TargetDefaults `only`: an entry more, for the
 *   projects that match
 */

/** Beside one another, below a folder, within another module, of one name, hidden by what ignores them. */
const ROOTS = [
  'modules/a',
  'modules/b',
  'modules/group/c',
  'modules/a/inner',
  'modules/group/a',
  'modules/hidden',
  'modules/kept',
  'extra/d',
]

/** @template T @param {fc.Arbitrary<T>} arbitrary */
const often = (arbitrary) => fc.oneof({ weight: 1, arbitrary: fc.constant(undefined) }, { weight: 3, arbitrary })
/** @template T @param {fc.Arbitrary<T>} arbitrary */
const sometimes = (arbitrary) => fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary })
/** @template T @param {fc.Arbitrary<T>} arbitrary */
const rarely = (arbitrary) => fc.oneof({ weight: 15, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary })

const relaxed = fc.oneof({ weight: 7, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) })
const tags = fc.oneof({ weight: 8, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.constant(['docker:inactive']) })

const packageJson = fc.record({
  name: fc.constantFrom('pkg', 'pkg', 'pkg', '@x/Pkg'),
  nx: often(fc.record({ name: fc.constantFrom(undefined, undefined, 'own'), tags, options: anyOptions })),
})
const projectJson = fc.record({
  name: fc.constantFrom(undefined, undefined, undefined, 'proj', 'Proj', '@x/proj'),
  options: anyOptions,
  tags,
  relaxed,
  configuration: rarely(anyOptions),
})

const module = fc.record({
  parent: sometimes(fc.nat(2)),
  packageJson: sometimes(packageJson),
  projectJson: often(projectJson),
})

const targetDefaults = fc.record({
  key: fc.constantFrom('docker-build', 'docker-build', '@module-images/nx:image', 'docker-b*'),
  options: anyOptions,
  only: sometimes(fc.record({ project: fc.constantFrom('a', '*', '@x/*', 'tag:docker'), options: anyOptions })),
})

/** @type {fc.Arbitrary<Workspace>} */
export const anyWorkspace = fc
  .record({
    globs: fc.constantFrom(['modules/**', 'extra/*'], ['modules/**', 'extra/*'], 'modules/**', 'modules/*', [
      'modules/**',
      '!modules/kept',
    ]),
    registration: fc.constantFrom({}, {}, {}, { exclude: ['modules/kept/**'] }, { exclude: ['**/group/**'] }, { include: ['modules/**'] }),
    platforms: rarely(fc.constant(['linux/arm64'])),
    targetDefaults: often(targetDefaults),
    relaxed,
    npmWorkspaces: fc.constantFrom(undefined, ['modules/*'], ['modules/**']),
    nxignore: fc.constantFrom([], [], [], [], ['modules/hidden'], ['**/group'], ['modules/kept/Dockerfile']),
    gitignore: fc.constantFrom([], [], [], ['modules/hidden/'], ['kept']),
    roots: fc.shuffledSubarray(ROOTS, { minLength: 3, maxLength: 4 }),
    modules: fc.array(module, { minLength: 4, maxLength: 4, size: 'max' }),
  })
  .map(({ roots, modules, ...rest }) => ({ ...rest, modules: roots.map((root, index) => placed(root, index, modules)) }))
  .map((workspace) => (workspace.modules.some(({ parent }) => parent !== undefined) ? withoutBuilder(workspace) : workspace))

/** A builder that is named sees no image of the engine, such as a parent's that is in no registry. @template T @param {T} value @returns {T} */
function withoutBuilder(value) {
  return JSON.parse(JSON.stringify(value), (name, part) => (name === 'builder' ? undefined : part))
}

/**
 * With names of its own, and a parent that comes before it.
 *
 * @param {string} root @param {number} index @param {readonly Omit<WorkspaceModule, 'root'>[]} modules
 * @returns {WorkspaceModule}
 */
function placed(root, index, modules) {
  const { parent, packageJson, projectJson } = /** @type {Omit<WorkspaceModule, 'root'>} */ (modules[index])
  const own = (/** @type {string | undefined} */ name) => (name === undefined ? undefined : `${name}${index}`)
  const nx = packageJson?.nx && { ...packageJson.nx, name: own(packageJson.nx.name) }
  return {
    root,
    parent: parent !== undefined && parent < index ? parent : undefined,
    packageJson: packageJson && { name: `${packageJson.name}${index}`, nx },
    projectJson: projectJson && { ...projectJson, name: own(projectJson.name) },
  }
}

/** The workspace of a seed and number: any one can be had again alone. @param {number} seed @param {number} index @returns {Workspace} */
export function workspaceOf(seed, index) {
  return /** @type {Workspace} */ (fc.sample(anyWorkspace, { seed: Math.imul(seed, 1_000_003) + index, numRuns: 1 })[0])
}
