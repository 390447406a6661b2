import { type ContextEntry, createInputSelector, followLinks, ModuleImagesError } from '@module-images/core'
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
  const start = `${module.root}/`
  const within = files.submodules().filter((path) => path.startsWith(start))
  if (within.length === 0) return
  const selector = createInputSelector(followLinks(module.reads, listing), module.rules)
  const empty = within.find((path) => selector.mayHoldInputs(path.slice(start.length)) && isEmptyFolder(files, path))
  if (empty === undefined) return
  throw new ModuleImagesError({
    code: 'empty-submodule',
    kind: 'environment',
    message: `The submodule was not fetched: its folder is empty, and the build of ${module.name} reads it.`,
    place: { file: empty },
    hint: 'Fetch it: git submodule update --init (in GitHub workflows: "workflows": { "submodules": true } in nx.json, or submodules: true for actions/checkout).',
  })
}

function isEmptyFolder(files: FileSource, path: string): boolean {
  return files.has(path) && files.list(path).length === 0
}
