import type { ContextEntry, InputSelector } from '@module-images/core'
import type { FileSource } from '../workspace/file-source.js'

/**
 * Lists what of a build context its build may read. Folders that hold no inputs are not opened, so a huge context behind a
 * tight ignore file costs nothing. Links are listed as links and never followed.
 *
 * @param folder the context, posix, from the workspace root
 */
export function walkContext(files: FileSource, folder: string, selector: InputSelector): ContextEntry[] {
  const entries: ContextEntry[] = []
  const visit = (directory: string): void => {
    for (const { name, kind } of files.list(directory === '' ? folder : `${folder}/${directory}`)) {
      const path = directory === '' ? name : `${directory}/${name}`
      if (kind === 'other') continue
      if (selector.isInput(path, kind)) entries.push(readEntry(files, folder, path, kind))
      if (kind === 'directory' && selector.mayHoldInputs(path)) visit(path)
    }
  }
  visit('')
  return entries
}

function readEntry(files: FileSource, folder: string, path: string, kind: ContextEntry['kind']): ContextEntry {
  switch (kind) {
    case 'directory':
      return { kind, path }
    case 'symlink':
      return { kind, path, target: files.readLink(`${folder}/${path}`) }
    case 'file':
      return { kind, path, executable: files.isExecutable(`${folder}/${path}`) }
  }
}
