import { type BaseLockOptions, type ModuleImagesError, pathIn } from '@module-images/core'
import { DOCKERFILE, type LinkedModule, selectModules, type Workspace } from '@module-images/workspace'
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

export type ResolvedLocks =
  /** A registry did not answer, or there is a base that cannot be locked; it has been said which. */
  | { readonly kind: 'refused' }
  | {
      readonly kind: 'resolved'
      readonly locks: readonly ModuleLock[]
      /** False where a module could not be read at all; it has been said why. */
      readonly complete: boolean
    }

/**
 * Asks registries for all bases first, and plans the locks of the modules only when every one has answered. Writes nothing.
 *
 * @throws ModuleImagesError `unknown-module`, or what stands in the way of reading the workspace
 */
export async function resolveLocks(workspace: Workspace, options: ResolveLocksOptions, context: CommandContext): Promise<ResolvedLocks> {
  const { modules, broken } = selectModules(workspace, options.given)
  for (const { error } of broken) context.logError(error)
  for (const module of modules) logUnknownBases(module, context)
  if (!options.json) for (const line of renderMirrorOrigins(context, workspace.settings)) context.log(line)
  const { resolved, problems } = await askRegistries(workspace, modules.flatMap(options.lookups), context)
  if (problems.length > 0) return refuse(problems, context)
  const { raiseEpoch } = options.write || { raiseEpoch: false }
  const locks = planModuleLocks(modules, resolved, { raiseEpoch, now: new Date().toISOString() })
  const obstacles = options.write ? findLockProblems(locks) : []
  return obstacles.length > 0 ? refuse(obstacles, context) : { kind: 'resolved', locks, complete: broken.length === 0 }
}

function refuse(problems: readonly ModuleImagesError[], { logError }: CommandContext): ResolvedLocks {
  for (const problem of problems) logError(problem)
  return { kind: 'refused' }
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
