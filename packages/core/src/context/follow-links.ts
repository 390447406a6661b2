import type { Reads, SourceRead } from '../dockerfile/reads.js'
import type { ContextEntry } from './context-entry.js'
import { ContextTree } from './context-tree.js'
import { createGlob, splitWildcards } from './glob.js'

/**
 * Adds, for sources that are links or lie behind them, what they lead to. A selector or input patterns made of the reads
 * alone cannot know of links; whoever lists a context does it again with the links found, until none is new:
 *
 *     createInputSelector(followLinks(reads, links), rules)
 *
 * @param links the links listed so far; other entries are passed over
 * @returns the same reads when no link matters
 */
export function followLinks(reads: Reads, links: Iterable<ContextEntry>): Reads {
  const found = [...links].filter(({ kind }) => kind === 'symlink')
  if (found.length === 0) return reads
  const tree = new ContextTree(found)
  const known = new Set(reads.sources.map(({ pattern }) => pattern))
  const added: SourceRead[] = []
  const pending = [...reads.sources]
  for (let source = pending.pop(); source !== undefined; source = pending.pop()) {
    for (const pattern of targetsOf(source, tree, found)) {
      if (known.has(pattern)) continue
      known.add(pattern)
      const { kind, excludes, line } = source
      const next: SourceRead = { kind, pattern, glob: source.glob && splitWildcards(pattern).glob !== '', excludes, line }
      added.push(next)
      pending.push(next)
    }
  }
  return added.length === 0 ? reads : { ...reads, sources: [...reads.sources, ...added] }
}

/** Every link on the way, and the way's end. */
function targetsOf(source: SourceRead, tree: ContextTree, links: readonly ContextEntry[]): string[] {
  if (!source.glob) return wayOf(source.parents?.root ?? source.pattern, tree)
  const { base, glob } = splitWildcards(source.parents?.root ?? source.pattern)
  const way = wayOf(base, tree)
  const end = way.pop() ?? ''
  const automaton = createGlob(source.pattern)
  const matched = links.filter(({ path }) => automaton?.matches(path)).flatMap(({ path }) => wayOf(path, tree))
  return [...way, ...matched, [end, glob].filter((part) => part !== '').join('/')]
}

function wayOf(path: string, tree: ContextTree): string[] {
  const { links, path: end } = tree.resolve(path)
  return [...links.map((link) => link.path), end]
}
