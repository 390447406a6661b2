import type { Reads, SourceRead } from '../dockerfile/reads.js'
import { contextPath } from '../pattern/clean-path.js'
import type { ContextEntry } from './context-entry.js'
import { MAX_LINKS } from './context-tree.js'
import { createGlob, hasWildcards, splitWildcards } from '../pattern/glob.js'

/** Where the link at a path of the context leads; nothing where there is none. */
export type FindLink = (path: string) => string | undefined

/** No system opens a longer path; a link that leads to something below itself makes ever longer ones. */
const LONGEST_PATH = 4096

/**
 * Adds, for sources that are links or lie behind them, what they lead to. A selector or input patterns made of the reads
 * alone cannot know of links; whoever lists a context does it again with the links found, until none is new:
 *
 *     createInputSelector(followLinks(reads, listing), rules)
 *
 * A path is followed once, however many links lead to it, so that this takes time with the number of links.
 *
 * @param listing what was listed so far, whose links patterns may match; entries that are no links are passed over
 * @param findLink knows links that are not listed yet, so that one more listing is enough for links that lead to one another
 * @returns the same reads when no link matters
 */
export function followLinks(reads: Reads, listing: Iterable<ContextEntry>, findLink?: FindLink): Reads {
  const links = new Map([...listing].flatMap((entry) => (entry.kind === 'symlink' ? [[entry.path, entry.target] as const] : [])))
  if (links.size === 0) return reads
  const find = findLink ?? ((path) => links.get(path))
  const added = new Map<string, SourceRead>()
  const seen = new Set(reads.sources.flatMap((source) => (source.parents ? [] : [keyOf(source)])))
  const pending: SourceRead[] = []
  /** Adds the first link on the way to a source, and takes up what its target makes of the source; false where no link is. */
  const follow = (source: SourceRead): boolean => {
    const { base, glob } = source.glob ? splitWildcards(source.pattern) : { base: source.pattern, glob: '' }
    const step = followOnce(contextPath(base), find)
    if (step === undefined) return false
    const link = { ...source, pattern: step.link, glob: false }
    added.set(keyOf(link), link)
    pending.push({ ...source, pattern: [step.next, glob].filter((part) => part !== '').join('/'), glob: glob !== '' })
    return true
  }
  for (const source of reads.sources) {
    follow(originOf(source))
    for (const link of matchedLinks(source, links)) follow(link)
  }
  for (let source = pending.pop(); source !== undefined; source = pending.pop()) {
    const key = keyOf(source)
    if (seen.has(key) || source.pattern.length > LONGEST_PATH) continue
    seen.add(key)
    if (follow(source)) continue
    added.set(key, source)
    for (const link of matchedLinks(source, links)) follow(link)
  }
  return added.size === 0 ? reads : { ...reads, sources: [...reads.sources, ...added.values()] }
}

/** Follows a path, and the links in it, to its end; nothing where more links are on the way than BuildKit follows. */
export function followPath(path: string, find: FindLink): { readonly path: string; readonly links: readonly string[] } | undefined {
  const links: string[] = []
  let end = contextPath(path)
  for (let step = followOnce(end, find); step !== undefined; step = followOnce(end, find)) {
    links.push(step.link)
    if (links.length > MAX_LINKS) return undefined
    end = step.next
  }
  return { path: end, links }
}

function keyOf({ pattern, glob }: SourceRead): string {
  return `${glob ? '*' : '/'}${pattern}`
}

/** Where a source begins, of which `--parents` copies a part. */
function originOf({ kind, pattern, glob, parents, excludes, line }: SourceRead): SourceRead {
  const root = parents?.root ?? pattern
  return { kind, pattern: root, glob: glob && hasWildcards(root), excludes, line }
}

function matchedLinks({ kind, pattern, glob, excludes, line }: SourceRead, links: ReadonlyMap<string, string>): SourceRead[] {
  const automaton = glob ? createGlob(pattern) : undefined
  const matched = automaton === undefined ? [] : [...links.keys()].filter((link) => automaton.matches(link))
  return matched.map((link) => ({ kind, pattern: link, glob: false, excludes, line }))
}

/** The first link on a path, and the path that its target makes of it; nothing when no link is on it. */
function followOnce(path: string, find: FindLink): { link: string; next: string } | undefined {
  for (let end = path.indexOf('/'); ; end = path.indexOf('/', end + 1)) {
    const link = end < 0 ? path : path.slice(0, end)
    const target = link === '' ? undefined : find(link)
    if (target !== undefined) {
      const folder = target.startsWith('/') ? '' : link.slice(0, Math.max(link.lastIndexOf('/'), 0))
      return { link, next: contextPath(`${folder}/${target}/${path.slice(link.length)}`) }
    }
    if (end < 0) return undefined
  }
}
