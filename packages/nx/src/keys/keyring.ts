import { type BuildRecipe, contentKey, type ContentKey, contentTag, ModuleImagesError } from '@module-images/core'
import type { LinkedModule } from '../workspace/link-modules.js'
import type { Workspace } from '../workspace/read-workspace.js'
import { gatherRecipe } from './gather-recipe.js'

/** A module with the key this checkout wants, or with what keeps it from having one. */
export type KeyResult =
  | {
      readonly kind: 'keyed'
      readonly module: LinkedModule
      readonly key: ContentKey
      readonly contentTag: string
      /** What the key was made of. */
      readonly recipe: BuildRecipe
    }
  | { readonly kind: 'broken'; readonly name: string; readonly error: ModuleImagesError }

/** Computes keys on demand, each once, parents before children. An error stays with its module and with those that stand on it. */
export interface Keyring {
  keyOf(name: string): Promise<KeyResult>
}

/** A keyring over one reading of the workspace; files are hashed when a key is first asked for. */
export function createKeyring(workspace: Workspace): Keyring {
  const results = new Map<string, Promise<KeyResult>>()
  const keyOf = (name: string): Promise<KeyResult> => {
    const known = results.get(name) ?? keyModule(workspace, name, keyOf)
    results.set(name, known)
    return known
  }
  return { keyOf }
}

async function keyModule(workspace: Workspace, name: string, keyOf: Keyring['keyOf']): Promise<KeyResult> {
  const module = workspace.modules.get(name)
  if (!module) return { kind: 'broken', name, error: workspace.broken.get(name)?.error ?? unknownModule(workspace, name) }
  try {
    const recipe = await gatherRecipe(workspace.files, module, await parentKeys(module, keyOf))
    const key = contentKey(recipe)
    return { kind: 'keyed', module, key, contentTag: contentTag(key), recipe }
  } catch (error) {
    if (error instanceof ModuleImagesError) return { kind: 'broken', name, error }
    throw error
  }
}

async function parentKeys(module: LinkedModule, keyOf: Keyring['keyOf']): Promise<Map<string, ContentKey>> {
  const keys = new Map<string, ContentKey>()
  for (const base of module.bases) {
    const parent = base.kind === 'module' ? await keyOf(base.module) : undefined
    if (parent?.kind === 'keyed') keys.set(parent.module.name, parent.key)
  }
  return keys
}

function unknownModule(workspace: Workspace, name: string): ModuleImagesError {
  return new ModuleImagesError({
    code: 'unknown-module',
    kind: 'input',
    message: `'${name}' is not a module of this workspace.`,
    hint: `The modules glob is ${workspace.settings.modules.join(', ')}; a module is a folder of it with a Dockerfile.`,
  })
}
