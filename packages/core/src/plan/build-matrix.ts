import { ModuleImagesError } from '../errors.js'
import { failuresJson, type ModuleFailure, type ModuleFailureJson } from '../module-failure.js'
import type { PlannedModule } from './workspace-plan.js'

/**
 * What must be built as jobs of GitHub matrices: each level is one matrix, for `strategy.matrix: ${{ fromJSON(…).levels[0] }}`.
 * All jobs of a level may run at once; a level needs those before it.
 * https://docs.github.com/actions/how-tos/write-workflows/choose-what-workflows-do/run-job-variations
 */
export interface BuildMatrix {
  readonly levels: readonly { readonly include: readonly MatrixJob[] }[]
  /** Names of modules that are in the registry, and whose tags have to be moved. */
  readonly promote: readonly string[]
  /** Modules that are in no level, since they cannot be built as they stand. */
  readonly broken: readonly ModuleFailureJson[]
}

export interface MatrixJob {
  /** For people: the module, or the first of several. */
  readonly name: string
  /** Names separated by commas, as `nx run-many --projects` takes them; one, unless a level has more modules than jobs. */
  readonly modules: string
  /** Content tag of what is built, where that is one module. */
  readonly key?: string
}

/** Jobs one GitHub matrix may have. https://docs.github.com/actions/reference/limits */
const MAX_MATRIX_JOBS = 256

/** What a list of names separated by commas, and a shell that somebody forgot to quote for, can hold. */
const PLAIN_NAME = /^[@\w][\w./-]*$/

export interface BuildMatrixOptions {
  /** At most so many a level; more modules than that share them evenly. */
  readonly jobs?: number
  /** All in one level: for test builds, where nothing is published to wait for and each job builds the bases it needs itself. */
  readonly flat?: boolean
  /** Content tags that have passed a test build: nothing is built for them. */
  readonly tested?: ReadonlySet<string>
  /** Modules that are left out. */
  readonly failures?: readonly ModuleFailure[]
}

/**
 * Sorts what is to be built into levels, each module as early as its bases allow: one that is in the registry already is no
 * reason to wait.
 *
 * @param modules with names that `findUnfitNames` takes, or left out by `failures`
 */
export function planBuildMatrix(
  modules: readonly PlannedModule[],
  { jobs = MAX_MATRIX_JOBS, flat = false, tested = new Set(), failures = [] }: BuildMatrixOptions = {},
): BuildMatrix {
  const failed = new Set(failures.map(({ module }) => module))
  const isTested = ({ contentTag }: PlannedModule) => contentTag !== null && tested.has(contentTag)
  const builds = modules.filter((module) => module.action === 'build' && !failed.has(module.name) && !isTested(module))
  const levels = flat && builds.length > 0 ? [builds.map(({ name }) => name).sort()] : levelsOf(builds)
  const keys = new Map(builds.map(({ name, contentTag }) => [name, contentTag ?? undefined]))
  return {
    levels: levels.map((names) => ({ include: share(names, jobs, keys) })),
    promote: modules.filter(({ name, action }) => action === 'promote' && !failed.has(name)).map(({ name }) => name),
    broken: failuresJson(failures),
  }
}

/** Takes off, level by level, the modules whose bases are all taken off. */
function levelsOf(builds: readonly PlannedModule[]): string[][] {
  const basesLeft = new Map(builds.map(({ name }) => [name, 0]))
  const children = new Map<string, string[]>(builds.map(({ name }) => [name, []]))
  for (const { name, dependsOn } of builds) {
    const waited = dependsOn.filter((base) => basesLeft.has(base))
    basesLeft.set(name, waited.length)
    for (const base of waited) children.get(base)?.push(name)
  }
  const levels: string[][] = []
  let level = builds.map(({ name }) => name).filter((name) => basesLeft.get(name) === 0)
  while (level.length > 0) {
    levels.push(level)
    level = level.flatMap((name) => children.get(name) ?? []).filter((name) => countDown(basesLeft, name) === 0)
  }
  return levels.map((names) => names.sort())
}

function countDown(counts: Map<string, number>, name: string): number {
  const left = (counts.get(name) ?? 0) - 1
  counts.set(name, left)
  return left
}

function share(names: readonly string[], jobs: number, keys: ReadonlyMap<string, string | undefined>): MatrixJob[] {
  const count = Math.min(jobs, names.length)
  return Array.from({ length: count }, (_, job) => {
    const own = names.slice(Math.floor((job * names.length) / count), Math.floor(((job + 1) * names.length) / count))
    const [first = ''] = own
    if (own.length > 1) return { name: `${first} and ${own.length - 1} more`, modules: own.join(',') }
    const key = keys.get(first)
    return { name: first, modules: first, ...(key === undefined ? {} : { key }) }
  })
}

/** Modules whose name cannot stand in the list of a matrix job, or of a command line. */
export function findUnfitNames(modules: readonly PlannedModule[]): ModuleFailure[] {
  const unfit = modules.filter(({ name }) => !PLAIN_NAME.test(name))
  return unfit.map((module) => ({ module: module.name, error: unfitName(module) }))
}

function unfitName({ name, root }: PlannedModule): ModuleImagesError {
  return new ModuleImagesError({
    code: 'unfit-module-name',
    kind: 'input',
    message: `The module's name '${name}' cannot stand in a list of a workflow.`,
    place: { file: root },
    fix: `Give it another in ${root}/project.json, "name": letters, digits, and . _ - between them.`,
  })
}
