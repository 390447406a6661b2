import { type ContextEntry, createInputSelector, type FindLink, followLinks } from '@module-images/core'
import type { EntryKind, FileSource } from '../workspace/file-source.js'
import type { LinkedModule } from '../workspace/link-modules.js'
import { walkContext } from './walk-context.js'

/**
 * Lists what of a module's context its build may read, again with what links lead to. Links that lead to one another are followed
 * before that, one look at each, so that the number of listings does not grow with the number of links: only a pattern below a link
 * has more links to match once it is listed.
 */
export function listContext(files: FileSource, module: LinkedModule): ContextEntry[] {
  const { reads, rules } = module
  let listing = walkContext(files, module, createInputSelector(reads, rules))
  if (!listing.some(({ kind }) => kind === 'symlink')) return listing
  const findLink = createLinkFinder(files, module)
  for (let followed = reads; ;) {
    const further = followLinks(reads, listing, findLink)
    if (further.sources.length === followed.sources.length) return listing
    followed = further
    listing = walkContext(files, module, createInputSelector(followed, rules))
  }
}

/** Looks links up one by one. What the ignore file hides leads nowhere, and no folder is opened in which it hides everything. */
function createLinkFinder(files: FileSource, { root, entries, rules }: LinkedModule): FindLink {
  const { matcher } = rules
  const folders = new Map<string, ReadonlyMap<string, EntryKind>>([['', new Map(entries.map(({ name, kind }) => [name, kind]))]])
  const targets = new Map<string, string>()
  const kindOf = (path: string): EntryKind | undefined => {
    const slash = path.lastIndexOf('/')
    return folderAt(path.slice(0, Math.max(slash, 0))).get(path.slice(slash + 1))
  }
  const folderAt = (path: string): ReadonlyMap<string, EntryKind> => {
    const known = folders.get(path)
    if (known) return known
    const isOpen = kindOf(path) === 'directory' && (!matcher.matches(path) || matcher.mayTakeBackBelow(path))
    const listed = isOpen ? files.list(`${root}/${path}`) : []
    const kinds = new Map(listed.map(({ name, kind }) => [name, kind]))
    folders.set(path, kinds)
    return kinds
  }
  return (path) => {
    const known = targets.get(path)
    if (known !== undefined || kindOf(path) !== 'symlink' || matcher.matches(path)) return known
    const target = files.readLink(`${root}/${path}`)
    targets.set(path, target)
    return target
  }
}
