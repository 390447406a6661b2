import { type FindLink, pathIn } from '@module-images/core'
import type { EntryKind, FileSource, FolderEntry } from './file-source.js'

/** What lies at single paths of a build context, posix and relative to it; `''` is the context. No link is followed. */
export interface ContextLookup {
  readonly kindOf: (path: string) => EntryKind | undefined
  /** Where a link leads; nothing for what is no link. */
  readonly findLink: FindLink
}

/**
 * Looks each folder and each link up once, and no more of them than it is asked about.
 *
 * @param context its folder, posix, from the workspace root, with what lies directly in it
 * @param isOpen whether to look into a folder
 */
export function createContextLookup(
  files: FileSource,
  { root, entries }: { readonly root: string; readonly entries: readonly FolderEntry[] },
  isOpen: (folder: string) => boolean = () => true,
): ContextLookup {
  const folders = new Map([['', kindsOf(entries)]])
  const targets = new Map<string, string>()
  const openFolder = (path: string): ReadonlyMap<string, EntryKind> => {
    const known = folders.get(path)
    if (known) return known
    const kinds = kindsOf(kindOf(path) === 'directory' && isOpen(path) ? files.list(pathIn(root, path)) : [])
    folders.set(path, kinds)
    return kinds
  }
  const kindOf = (path: string): EntryKind | undefined => {
    if (path === '') return 'directory'
    const slash = path.lastIndexOf('/')
    return openFolder(path.slice(0, Math.max(slash, 0))).get(path.slice(slash + 1))
  }
  const findLink = (path: string): string | undefined => {
    const known = targets.get(path)
    if (known !== undefined || kindOf(path) !== 'symlink') return known
    const target = files.readLink(pathIn(root, path))
    targets.set(path, target)
    return target
  }
  return { kindOf, findLink }
}

function kindsOf(entries: readonly FolderEntry[]): ReadonlyMap<string, EntryKind> {
  return new Map(entries.map(({ name, kind }) => [name, kind]))
}
