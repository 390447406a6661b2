import { ignoreFileNames, pathIn, renderInputPatterns } from '@module-images/core'
import type { TargetConfiguration } from '@nx/devkit'
import { type BrokenModule, DOCKERFILE, type LinkedModule, parentsOf, type PlainWorkspace } from '@module-images/workspace'

/** One entry of a target's `inputs`. */
export type InputDefinition = NonNullable<TargetConfiguration['inputs']>[number]

/** Named inputs of a project: the files of its own build, and those of the builds it stands on. */
const IMAGE_FILES = 'imageFiles'
const BASE_FILES = 'baseFiles'

/**
 * What selects a module's targets for `nx affected`. The files are said once, as named inputs of the project, and not once a target: with a
 * thousand modules Nx holds and sends around a fifth of it. No package of the workspace takes part.
 */
export interface ModuleInputs {
  readonly namedInputs: Readonly<Record<string, InputDefinition[]>>
  /** Of the target that builds the image. */
  readonly build: InputDefinition[]
  /** Of targets that need it. */
  readonly image: InputDefinition[]
  /** Of the target that runs what the module holds: every file of it, and its image. */
  readonly run: InputDefinition[]
  /** Of the checks: they look no further than the module and the options. */
  readonly check: InputDefinition[]
}

/** Inputs of a module's targets, asked for one by one; what modules have in common with those that stand on them is made once. */
export type InputsOf = (module: LinkedModule | BrokenModule) => ModuleInputs

/** Reads nothing: the modules know their files. */
export function createInputs({ workspace: { modules, settings }, projects }: PlainWorkspace): InputsOf {
  const known = new Map<LinkedModule, string[]>()
  const filesOf = (module: LinkedModule): string[] => {
    const files = known.get(module) ?? (projects.get(module.root)?.isSure === true ? fileInputs(module) : [allFiles(module)])
    known.set(module, files)
    return files
  }
  return (module) => {
    if (module.kind === 'broken') return brokenInputs(module)
    const generated = projects.get(module.root)?.project.targets?.[settings.targets.build]?.dependsOn !== undefined
    return moduleInputs(module, filesOf(module), parentsOf(module, modules).flatMap(filesOf), generated)
  }
}

/** What tasks before a build make, wherever it lies: a change of their own inputs selects the build as well. */
const GENERATED: InputDefinition = { dependentTasksOutputFiles: '**/*', transitive: true }

/** @param generated tasks before the build may make what it copies */
function moduleInputs(module: LinkedModule, files: string[], baseFiles: string[], generated: boolean): ModuleInputs {
  const bases = baseFiles.length > 0 ? [BASE_FILES] : []
  const beside = [...bases, ...NO_PACKAGES, { env: 'MODULE_IMAGES_REGISTRY' }]
  const image = [IMAGE_FILES, ...beside]
  return {
    namedInputs: { [IMAGE_FILES]: files, ...(baseFiles.length > 0 ? { [BASE_FILES]: baseFiles } : {}) },
    // Of the build alone: Nx hashes such a task when those before it are done, and a push would be in no batch with its build.
    build: generated ? [...image, GENERATED] : image,
    image,
    // Not by name: a `!` holds for all inputs of a task, and a script that `.dockerignore` keeps from the image is what a run tests.
    run: [allFiles(module), ...beside],
    check: [IMAGE_FILES, ...CHECK_SETTINGS],
  }
}

/** A broken module is tried again whenever anything in its folder changes. */
function brokenInputs(module: BrokenModule): ModuleInputs {
  const inputs = [IMAGE_FILES, ...NO_PACKAGES]
  const check = [IMAGE_FILES, ...CHECK_SETTINGS]
  return { namedInputs: { [IMAGE_FILES]: [allFiles(module)] }, build: inputs, image: inputs, run: inputs, check }
}

const NO_PACKAGES: readonly InputDefinition[] = [{ externalDependencies: [] }]

const CHECK_SETTINGS: readonly InputDefinition[] = ['{workspaceRoot}/nx.json', ...NO_PACKAGES]

/** `{workspaceRoot}` paths name a parent's files as well as the module's own, so that one form serves both. */
function fileInputs(module: LinkedModule): string[] {
  const ignore = [...ignoreFileNames(DOCKERFILE), ...module.ignoreLinks, ...(module.ignoreFile === undefined ? [] : [module.ignoreFile])]
  const own = [DOCKERFILE, ...ignore, 'image-lock.json', 'project.json', ...module.lockfiles]
  const patterns = [...new Set([...own.map(escapeGlob), ...renderInputPatterns(module.reads, module.rules, own)])]
  const folder = escapeGlob(module.root)
  return patterns.map((pattern) =>
    pattern.startsWith('!') ? `!{workspaceRoot}/${pathIn(folder, pattern.slice(1))}` : `{workspaceRoot}/${pathIn(folder, pattern)}`,
  )
}

function allFiles({ root }: LinkedModule | BrokenModule): string {
  return `{workspaceRoot}/${pathIn(escapeGlob(root), '**/*')}`
}

/** Special characters of a folder's name match any one character: an input too many, never one too few. */
export function escapeGlob(path: string): string {
  return path.replace(/[*?[\]{}()!\\]/g, '?')
}
