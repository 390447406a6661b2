import { type ContextEntry, createInputSelector, followLinks, pathIn, pathWithin } from '@module-images/core'
import type { FileSource } from '../file-source.js'
import type { LinkedModule } from '../link-modules.js'

/**
 * Refuses a module whose build would read a submodule that was not fetched: git leaves an empty folder in its place, and the image would
 * be made without what belongs there.
 *
 * @param listing of the module's context, links included
 * @throws ModuleImagesError `empty-submodule`; `submodule-not-fetched` of a commit
 */
export function refuseEmptySubmodules(files: FileSource, module: LinkedModule, listing: readonly ContextEntry[]): void {
  const within = files.submodules().flatMap((path) => pathWithin(module.root, path) ?? [])
  if (within.length === 0) return
  const selector = createInputSelector(followLinks(module.reads, listing), module.rules)
  for (const path of within) {
    const error = selector.mayHoldInputs(path) ? files.notFetched(pathIn(module.root, path)) : undefined
    if (error !== undefined) throw error
  }
}
