import { type ContextEntry, createInputSelector, type FindLink, followLinks } from '@module-images/core'
import { createContextLookup } from '../context-lookup.js'
import type { FileSource } from '../file-source.js'
import type { LinkedModule } from '../link-modules.js'
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

/** What the ignore file hides leads nowhere, and no folder is opened in which it hides everything. */
function createLinkFinder(files: FileSource, module: LinkedModule): FindLink {
  const { matcher } = module.rules
  const { findLink } = createContextLookup(files, module, (folder) => !matcher.matches(folder) || matcher.mayTakeBackBelow(folder))
  return (path) => (matcher.matches(path) ? undefined : findLink(path))
}
