import type { ModuleImagesError } from '@module-images/core'
import { type KeyResult, type ContentKeys, type ModuleIdentity, parentsOf, type Workspace } from '@module-images/workspace'
import { SUBMODULE_NOT_FETCHED } from './list-commit.js'

/** A workspace as it was at a commit. */
export interface PastWorkspace {
  readonly workspace: Workspace
  readonly contentKeys: ContentKeys
}

/** A module's key of then, or why it has none. */
export type PastKey =
  | KeyResult /** It lay in a submodule, or its build or that of a base read one, whose commit is not here. */
  | {
      readonly kind: 'unknown'
      readonly error: ModuleImagesError
    }

/** The module of that name then, else the one that lay in its folder; nothing where there was none, or none is known. */
export function findPastModule({ workspace }: PastWorkspace, { name, root }: ModuleIdentity): ModuleIdentity | undefined {
  const all = [...workspace.modules.values(), ...workspace.broken.values()]
  return all.find((module) => module.name === name) ?? all.find((module) => module.root === root)
}

/** @returns undefined where there was no such module */
export async function readPastKey(then: PastWorkspace, module: ModuleIdentity): Promise<PastKey | undefined> {
  const same = findPastModule(then, module)
  const error = same === undefined ? then.workspace.files.notFetched(module.root) : await findNotFetched(then, same)
  if (error !== undefined) return { kind: 'unknown', error }
  return same && then.contentKeys.keyOf(same.name)
}

/** Why the module, or one that it stands on, has no key then, if that is why. */
async function findNotFetched({ workspace, contentKeys }: PastWorkspace, { name }: ModuleIdentity): Promise<ModuleImagesError | undefined> {
  const module = workspace.modules.get(name)
  const names = module === undefined ? [] : [name, ...parentsOf(module, workspace.modules).map((parent) => parent.name)]
  for (const one of names) {
    const result = await contentKeys.keyOf(one)
    if (result.kind === 'broken' && result.error.code === SUBMODULE_NOT_FETCHED) return result.error
  }
  return undefined
}
