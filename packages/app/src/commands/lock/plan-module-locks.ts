import {
  BASE_LOCK_FILE,
  type BaseChange,
  type BaseLock,
  lockableBases,
  type LockedBase,
  type BaseLockOptions,
  ModuleImagesError,
  planBaseChanges,
  planBaseLock,
  renderBaseLock,
  type ResolvedBase,
  pathIn,
} from '@module-images/core'
import { checkLockedPlatforms, DOCKERFILE, type LinkedModule } from '@module-images/workspace'

/** What becomes of one module's lock. */
export interface ModuleLock {
  readonly module: LinkedModule
  /** Posix path from the workspace root. */
  readonly file: string
  readonly changes: readonly BaseChange[]
  readonly after: BaseLock
  /** False where the file says all of it already. */
  readonly changed: boolean
}

/** The lock of each module once it is compared with what registries have. */
export function planModuleLocks(
  modules: readonly LinkedModule[],
  resolved: ReadonlyMap<string, ResolvedBase>,
  options: BaseLockOptions,
): ModuleLock[] {
  return modules.map((module) => {
    const changes = planBaseChanges(module.lock, lockableBases(module.bases), resolved)
    const after = planBaseLock(module.lock, changes, options)
    const changed = renderBaseLock(after) !== renderBaseLock(module.lock)
    return { module, file: pathIn(module.root, BASE_LOCK_FILE), changes, after, changed }
  })
}

/** What stands against writing this lock: bases no registry has, and images that are not there for the module's platforms. */
export function findLockProblems({ module, changes, after }: ModuleLock): ModuleImagesError[] {
  const missing = changes.filter((change) => change.kind === 'missing').map(({ reference }) => missingBase(module, reference))
  return missing.length > 0 ? missing : platformProblems(module, after)
}

function platformProblems(module: LinkedModule, lock: BaseLock): ModuleImagesError[] {
  try {
    checkLockedPlatforms(module, lock)
    return []
  } catch (error) {
    if (error instanceof ModuleImagesError) return [error]
    throw error
  }
}

function missingBase(module: LinkedModule, reference: string): ModuleImagesError {
  const line = module.bases.find((base) => base.reference === reference)?.line
  return new ModuleImagesError({
    code: 'base-missing',
    kind: 'input',
    message: `The base ${reference} of ${module.name} is not in its registry.`,
    place: { file: pathIn(module.root, DOCKERFILE), ...(line === undefined ? {} : { line }) },
    fix: 'Check its name and tag; a mirror must have it too.',
  })
}

/** What all these modules' locks say, by the text of the base, each digest once. */
export function knownBases(modules: Iterable<LinkedModule>): Map<string, LockedBase[]> {
  const known = new Map<string, LockedBase[]>()
  for (const { lock } of modules) {
    for (const [reference, base] of lock.bases) {
      const bases = known.get(reference) ?? []
      if (!bases.some(({ digest }) => digest === base.digest)) bases.push(base)
      known.set(reference, bases)
    }
  }
  return known
}
