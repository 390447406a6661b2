import { pathIn } from '@module-images/core'
import { type ContextLookup, createContextLookup } from './context-lookup.js'
import type { FileSource, FolderEntry } from './file-source.js'

/** The folder of one module at this moment, with what is directly in it. */
export interface ModuleFolder {
  /** Posix path from the workspace root. */
  readonly root: string
  readonly entries: readonly FolderEntry[]
  /** What lies in it, and below. */
  readonly lookup: ContextLookup
  /** Text of a file of the folder. @throws ModuleImagesError `unreadable-file` */
  readText(name: string): string
}

/** Opens a module's folder: one directory read, files only when asked for. */
export function readModuleFolder(files: FileSource, root: string): ModuleFolder {
  const entries = files.list(root === '.' ? '' : root)
  return {
    root,
    entries,
    lookup: createContextLookup(files, { root, entries }),
    readText: (name) => files.readText(pathIn(root, name)),
  }
}
