import { contentKey, type ContentKey, contentTag, ModuleImagesError, rememberAnswers, type SealedBuild } from '@module-images/core'
import type { FileSource } from '../file-source.js'
import { type LinkedModule, parentsOf } from '../link-modules.js'
import type { Workspace } from '../read-workspace.js'
import { unknownModule } from '../select-modules.js'
import { sealModule } from './seal-module.js'

/** A module with the key this checkout wants, or with what keeps it from having one. */
export type KeyResult =
  | {
      readonly kind: 'keyed'
      readonly module: LinkedModule
      readonly key: ContentKey
      readonly contentTag: string
      /** What the key is the hash of. */
      readonly sealed: SealedBuild
      /** Where it was read from. */
      readonly files: FileSource
    }
  | { readonly kind: 'broken'; readonly name: string; readonly error: ModuleImagesError }

/** Computes keys on demand, each once, parents before children. An error stays with its module and with those that stand on it. */
export interface ContentKeys {
  keyOf(name: string): Promise<KeyResult>
  /** Reads a module's files anew, because they changed under a build. It, and what stands on it, has a new key from then on. */
  rekey(name: string): void
}

/** Content keys over one reading of the workspace. Files are hashed when a key is first asked for. */
export function createContentKeys(workspace: Workspace): ContentKeys {
  const results = rememberAnswers<KeyResult>()
  const reread = new Map<string, Workspace>()
  const keyOf = (name: string): Promise<KeyResult> => results.get(name, () => keyModule(reread.get(name) ?? workspace, name, keyOf))
  return {
    keyOf,
    rekey(name) {
      const now = workspace.reread()
      const standsOn = [...now.modules.values()].filter((module) => parentsOf(module, now.modules).some((parent) => parent.name === name))
      for (const changed of [name, ...standsOn.map((module) => module.name)]) {
        reread.set(changed, now)
        results.forget(changed)
      }
    },
  }
}

async function keyModule(workspace: Workspace, name: string, keyOf: ContentKeys['keyOf']): Promise<KeyResult> {
  const module = workspace.modules.get(name)
  if (!module) return { kind: 'broken', name, error: workspace.broken.get(name)?.error ?? unknownModule(name, workspace) }
  try {
    const epochs = parentsOf(module, workspace.modules).map(({ lock }) => lock.epoch)
    const sealed = await sealModule(workspace.files, module, { keys: await parentKeys(module, keyOf), epochs })
    const key = contentKey(sealed)
    return { kind: 'keyed', module, key, contentTag: contentTag(key), sealed, files: workspace.files }
  } catch (error) {
    if (error instanceof ModuleImagesError) return { kind: 'broken', name, error }
    throw error
  }
}

async function parentKeys(module: LinkedModule, keyOf: ContentKeys['keyOf']): Promise<Map<string, ContentKey>> {
  const keys = new Map<string, ContentKey>()
  for (const base of module.bases) {
    const parent = base.kind === 'module' ? await keyOf(base.module) : undefined
    if (parent?.kind === 'keyed') keys.set(parent.module.name, parent.key)
  }
  return keys
}
