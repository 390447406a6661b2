import { renderInputPatterns } from '@module-images/core'
import { type LinkedModule, type LinkedModules, parentsOf } from '../workspace/link-modules.js'
import { type BrokenModule, DOCKERFILE, type ModuleIdentity } from '../workspace/read-module.js'
import { stateVariables } from '../workspace/state-variable.js'
import type { InputDefinition } from './module-in-context.js'

/** Inputs of a module's build, asked for one by one; what modules have in common with those that stand on them is made once. */
export type TargetInputs = (module: LinkedModule | BrokenModule) => InputDefinition[]

/** Reads nothing: the modules know their files. */
export function createTargetInputs({ modules }: LinkedModules): TargetInputs {
  const known = new Map<LinkedModule, string[]>()
  const filesOf = (module: LinkedModule): string[] => {
    const files = known.get(module) ?? fileInputs(module)
    known.set(module, files)
    return files
  }
  return (module) => {
    if (module.kind === 'broken') return brokenInputs(module)
    return buildInputs(module, [module, ...parentsOf(module, modules)].flatMap(filesOf))
  }
}

/**
 * What selects and caches a `docker-build`: the files of the module's own build, those of the modules it stands on, and what the
 * pre-tasks hook found out about the image. No package of the workspace takes part.
 */
function buildInputs({ name }: LinkedModule, files: readonly string[]): InputDefinition[] {
  const states = stateVariables(name)
  return [...files, { externalDependencies: [] }, { env: states.own }, { env: states.group }, { env: 'MODULE_IMAGES_REGISTRY' }]
}

/**
 * What selects a task that runs what the module holds: every file of it, and its image. A `!` holds for all inputs of a task, so those by
 * which the build leaves files out are left out here: a script that `.dockerignore` keeps from the image is what a run tests.
 *
 * @param build inputs of the module's build
 */
export function moduleInputs({ root }: ModuleIdentity, build: readonly InputDefinition[]): InputDefinition[] {
  const folder = `{workspaceRoot}/${escapeGlob(root)}/`
  return [`${folder}**/*`, ...build.filter((input) => !(typeof input === 'string' && input.startsWith(`!${folder}`)))]
}

/** A broken module is tried again whenever anything in its folder changes. */
export function brokenInputs({ root }: BrokenModule): InputDefinition[] {
  return [`{workspaceRoot}/${escapeGlob(root)}/**/*`, { externalDependencies: [] }]
}

/** `{workspaceRoot}` paths name a parent's files as well as the module's own, so that one form serves both. */
export function fileInputs(module: LinkedModule): string[] {
  const own = [DOCKERFILE, module.ignoreFile ?? '.dockerignore', 'image-lock.json', 'project.json', ...module.lockfiles]
  const patterns = [...new Set([...own, ...renderInputPatterns(module.reads, module.rules, own)])]
  const folder = escapeGlob(module.root)
  return patterns.map((pattern) =>
    pattern.startsWith('!') ? `!{workspaceRoot}/${folder}/${pattern.slice(1)}` : `{workspaceRoot}/${folder}/${pattern}`,
  )
}

/** Special characters of a folder's name match any one character: an input too many, never one too few. */
export function escapeGlob(path: string): string {
  return path.replace(/[*?[\]{}()!\\]/g, '?')
}
