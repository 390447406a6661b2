import type { Reads } from '../dockerfile/reads.js'
import { trimSpace } from '../dockerfile/go-space.js'
import { cleanPath, contextPath } from '../pattern/clean-path.js'
import { ContextTree, walkTree, type TreeNode } from './context-tree.js'
import type { ContextEntry } from './context-entry.js'
import { createGlob, hasWildcards } from '../pattern/glob.js'
import type { IgnoreRules } from './ignore-rules.js'
import { PathMatcher } from '../pattern/path-matcher.js'
import { BadPatternError, parsePathRule } from '../pattern/path-rule.js'

/**
 * The part of a context that BuildKit sends to its builder: what is not ignored and, where all sources are known, what lies
 * at or below one of them, or where a link among them leads. A COPY sees no more than this, so that a folder without
 * anything to copy is not there, and a pattern that the list of paths to send reads otherwise than COPY does finds nothing.
 */
export function sentTree(tree: ContextTree, reads: Reads, rules: IgnoreRules): ContextTree {
  const wanted = wantedPaths(tree, reads)
  const sent: ContextEntry[] = []
  walkTree(tree.root, ({ entry }) => {
    const ignored = rules.matcher.matches(entry.path)
    const included = wanted === undefined || wanted.matches(entry.path)
    if (!ignored && included) sent.push(entry)
    return (!ignored || rules.matcher.mayTakeBackBelow(entry.path)) && (included || wanted?.mayMatchBelow(entry.path) === true)
  })
  return new ContextTree(sent)
}

/** What is sent, in the way of ignore rules; nothing when all is. */
function wantedPaths(tree: ContextTree, reads: Reads): PathMatcher | undefined {
  if (reads.wholeContext || reads.sendsAll) return undefined
  const found = new Set<string>()
  const follower = { tree, found }
  for (const pattern of new Set(reads.sources.map((source) => source.pattern))) followForSending(pattern, follower)
  if (found.has('')) return undefined
  const rules = withoutNested([...found].sort()).flatMap((path) => {
    const text = cleanPath(trimSpace(path))
    const negated = text.startsWith('!')
    // Docker sends nothing for one that it cannot read, or refuses the build; then its COPY finds nothing either.
    try {
      const rule = parsePathRule(negated ? text.slice(1) : text, negated)
      return rule.fault === undefined ? [rule] : []
    } catch (error) {
      if (error instanceof BadPatternError) return []
      throw error
    }
  })
  return new PathMatcher(rules)
}

/** Adds a path and, for each link or pattern that matches links on the way, where it leads. */
function followForSending(path: string, follower: { tree: ContextTree; found: Set<string> }): void {
  const { tree, found } = follower
  const pending = [contextPath(path)]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const parts = next.split('/')
    let folder: TreeNode | undefined = tree.root
    for (let depth = 1; depth <= parts.length; depth++) {
      const name = parts[depth - 1] ?? ''
      const targets = folder && linkTargets(folder, name)
      folder = folder?.children.get(name)
      if (targets === undefined && depth < parts.length) {
        // Below what is not there no link can be.
        if (folder === undefined) depth = parts.length - 1
        continue
      }
      const current = parts.slice(0, depth).join('/')
      if (found.has(current)) break
      found.add(current)
      const rest = parts.slice(depth).join('/')
      if (targets) pending.push(...targets.map((target) => contextPath(`${target}/${rest}`)))
      if (targets) break
    }
  }
}

/** Where the links in a folder of this name, or matched by it, lead. */
function linkTargets(folder: TreeNode, name: string): string[] | undefined {
  const glob = hasWildcards(name) ? createGlob(name) : undefined
  const nodes = glob ? [...folder.children].flatMap(([child, node]) => (glob.matches(child) ? [node] : [])) : [folder.children.get(name)]
  const targets = nodes.flatMap((node) => {
    if (node?.entry.kind !== 'symlink') return []
    const { target } = node.entry
    return [contextPath(target.startsWith('/') ? target : `${folder.entry.path}/${target}`)]
  })
  return targets.length > 0 ? targets : undefined
}

/** Leaves out what lies below the path before it, given sorted paths. */
function withoutNested(paths: readonly string[]): string[] {
  const kept: string[] = []
  for (const path of paths) if (!path.startsWith(`${kept.at(-1) ?? ''}/`)) kept.push(path)
  return kept
}
