import { type GitPlace, listTags } from '@module-images/git'
import { createContentKeys, type ModuleIdentity } from '@module-images/workspace'
import { readPastKey } from '../../history/past-key.js'
import { withWorkspaceAt } from '../../history/workspace-at.js'

/** What a module was at a commit that has a tag of git. */
export interface TaggedKey {
  /** As it was then. */
  readonly module: ModuleIdentity
  readonly key: string
  readonly contentTag: string
  /** Object id. */
  readonly commit: string
}

/**
 * The keys that modules of this checkout had at tagged commits, by the module's name of today. A commit that had no such module, or a broken one,
 * needs no image of it.
 *
 * @throws ModuleImagesError as reading that commit, and `submodule-not-fetched`: nothing is deleted where it is not known what is needed
 */
export async function readTaggedKeys(
  place: GitPlace,
  modules: readonly ModuleIdentity[],
): Promise<ReadonlyMap<string, readonly TaggedKey[]>> {
  const keys = new Map<string, TaggedKey[]>()
  const tags = new Map([...(await listTags(place))].map(([tag, commit]) => [commit, tag]))
  // One after the other: each may be a large tree.
  for (const [commit, tag] of tags) {
    await withWorkspaceAt(place, { name: tag, commit }, undefined, async (workspace) => {
      if (workspace === undefined) return
      const then = { workspace, contentKeys: createContentKeys(workspace) }
      for (const module of modules) {
        const result = await readPastKey(then, module)
        if (result?.kind === 'unknown') throw result.error
        if (result?.kind !== 'keyed') continue
        const { key, contentTag } = result
        keys.set(module.name, [...(keys.get(module.name) ?? []), { module: result.module, key, contentTag, commit }])
      }
    })
  }
  return keys
}
