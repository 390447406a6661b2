import { type ContextEntry, createInputSelector, followLinks, ModuleImagesError, pathIn, pathWithin } from '@module-images/core'
import type { FileSource } from '../workspace/file-source.js'
import type { LinkedModule } from '../workspace/link-modules.js'

/**
 * Refuses a module whose build would read a submodule that was not fetched: git leaves an empty folder in its place, and the image would
 * be made without what belongs there.
 *
 * @param listing of the module's context, links included
 * @throws ModuleImagesError `empty-submodule`
 */
export function refuseEmptySubmodules(files: FileSource, module: LinkedModule, listing: readonly ContextEntry[]): void {
  const within = files.submodules().flatMap((path) => pathWithin(module.root, path) ?? [])
  if (within.length === 0) return
  const selector = createInputSelector(followLinks(module.reads, listing), module.rules)
  const empty = within.find((path) => selector.mayHoldInputs(path) && isEmptyFolder(files, pathIn(module.root, path)))
  if (empty === undefined) return
  throw new ModuleImagesError({
    code: 'empty-submodule',
    kind: 'environment',
    message: `The submodule was not fetched: its folder is empty, and the build of ${module.name} reads it.`,
    place: { file: pathIn(module.root, empty) },
    hint: 'Fetch it: git submodule update --init (in GitHub workflows: "workflows": { "submodules": true } in nx.json, or submodules: true for actions/checkout).',
  })
}

function isEmptyFolder(files: FileSource, path: string): boolean {
  return files.has(path) && files.list(path).length === 0
}
