import { type BaseLockOptions, type ModuleFailure, pathIn } from '@module-images/core'
import { DOCKERFILE, type LinkedModule, type ModuleIdentity, selectModules, type Workspace } from '@module-images/workspace'
import { withRegistries } from '../../session/registry-access.js'
import type { CommandContext } from '../../session/command-context.js'
import { nameRegistry } from '../../session/destination.js'
import { renderMirrorOrigins } from '../../session/registry-origin.js'
import { type BaseAnswers, fetchBases } from './fetch-bases.js'
import { findLockProblems, knownBases, type ModuleLock, planModuleLocks } from './plan-module-locks.js'

/** What a command wants of locks. */
export interface ResolveLocksOptions {
  /** Modules by name or folder; none means the active ones. */
  readonly given: readonly string[]
  /** Bases of a module that a registry is to be asked for. */
  readonly lookups: (module: LinkedModule) => readonly string[]
  /** Whether the locks are to be written, and how. */
  readonly write: false | Pick<BaseLockOptions, 'raiseEpoch'>
  /** Standard output is for a program. */
  readonly json: boolean
}

export interface ResolvedLocks {
  /** Of the modules whose bases are all known. */
  readonly locks: readonly ModuleLock[]
  /** Why others have none: a module that cannot be read, a registry that did not answer, a base that cannot be locked. */
  readonly failures: readonly ModuleFailure[]
  /** Of the modules asked for. */
  readonly total: number
}

/**
 * Asks registries for all bases first, each once, so that modules on the same base get the same image; then plans the lock of each module
 * whose bases are all known. Writes nothing.
 *
 * @throws ModuleImagesError `unknown-module`, or what stands in the way of reading the workspace
 */
export async function resolveLocks(workspace: Workspace, options: ResolveLocksOptions, context: CommandContext): Promise<ResolvedLocks> {
  const { modules, broken } = selectModules(workspace, options.given)
  for (const module of modules) logUnknownBases(module, context)
  if (!options.json) for (const line of renderMirrorOrigins(context, workspace.settings)) context.log(line)
  const { resolved, unresolved } = await askRegistries(workspace, modules.flatMap(options.lookups), context)
  const unanswered = modules.flatMap((module) =>
    failuresOf(
      module,
      options.lookups(module).flatMap((text) => unresolved.get(text) ?? []),
    ),
  )
  const { raiseEpoch } = options.write || { raiseEpoch: false }
  const known = without(unanswered, modules)
  const locks = planModuleLocks(known, resolved, { raiseEpoch, now: new Date().toISOString() })
  const obstacles = options.write ? locks.flatMap((lock) => failuresOf(lock.module, findLockProblems(lock))) : []
  const failures = [...broken.flatMap((module) => failuresOf(module, [module.error])), ...unanswered, ...obstacles]
  const sound = new Set(without(obstacles, known))
  return { locks: locks.filter(({ module }) => sound.has(module)), failures, total: modules.length + broken.length }
}

function failuresOf({ name }: ModuleIdentity, errors: readonly ModuleFailure['error'][]): ModuleFailure[] {
  return errors.map((error) => ({ module: name, error }))
}

function without(failures: readonly ModuleFailure[], modules: readonly LinkedModule[]): LinkedModule[] {
  const failed = new Set(failures.map(({ module }) => module))
  return modules.filter(({ name }) => !failed.has(name))
}

async function askRegistries(workspace: Workspace, texts: readonly string[], context: CommandContext): Promise<BaseAnswers> {
  const named = nameRegistry(context.environment, workspace.settings)
  const mirrors = [...context.environment.mirrors, ...workspace.settings.mirrors]
  return withRegistries({ ...context, named }, ({ registry }) =>
    fetchBases(texts, { registry, mirrors, known: knownBases(workspace.modules.values()) }),
  )
}

function logUnknownBases({ root, reads }: LinkedModule, { log }: CommandContext): void {
  for (const { text, line } of reads.unknownBases) {
    log(`${pathIn(root, DOCKERFILE)}:${line}: FROM ${text} is known only in the build, so it cannot be locked.`)
  }
}
