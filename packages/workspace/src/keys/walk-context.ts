import { type ContextEntry, type InputSelector, pathIn } from '@module-images/core'
import type { FileSource, FolderEntry } from '../file-source.js'

/**
 * Lists what of a build context its build may read. Folders that hold no inputs are not opened, so a huge context behind a
 * tight ignore file costs nothing. Links are listed as links and never followed.
 *
 * @param context its folder, posix, from the workspace root, with what lies directly in it
 */
export function walkContext(
  files: FileSource,
  context: { readonly root: string; readonly entries: readonly FolderEntry[] },
  selector: InputSelector,
): ContextEntry[] {
  const { root } = context
  const entries: ContextEntry[] = []
  const visit = (directory: string): void => {
    for (const { name, kind } of directory === '' ? context.entries : files.list(pathIn(root, directory))) {
      const path = directory === '' ? name : `${directory}/${name}`
      if (kind === 'other') continue
      if (selector.isInput(path, kind)) entries.push(readEntry(files, root, path, kind))
      if (kind === 'directory' && selector.mayHoldInputs(path)) visit(path)
    }
  }
  visit('')
  return entries
}

function readEntry(files: FileSource, root: string, path: string, kind: ContextEntry['kind']): ContextEntry {
  switch (kind) {
    case 'directory':
      return { kind, path }
    case 'symlink':
      return { kind, path, target: files.readLink(pathIn(root, path)) }
    case 'file':
      return { kind, path }
  }
}
