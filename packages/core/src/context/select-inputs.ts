import { compareBytes } from '../byte-order.js'
import { ModuleImagesError } from '../errors.js'
import type { Reads, SourceRead } from '../dockerfile/reads.js'
import type { ContextEntry } from './context-entry.js'
import { ContextTree, type Resolution, walkTree, type TreeNode } from './context-tree.js'
import { createGlob, splitWildcards } from '../pattern/glob.js'
import { isIgnored, type IgnoreRules } from './ignore-rules.js'
import { PathMatcher } from '../pattern/path-matcher.js'
import { BadPatternError, parsePathRule } from '../pattern/path-rule.js'
import { sentTree } from './sent-tree.js'

/** A source that is missing or ignored: the build would fail at this line. */
export interface InputProblem {
  readonly message: string
  readonly line: number
  /** What to do about it. */
  readonly fix: string
  /** The source as the instruction names it, where it is there and ignored. */
  readonly hidden?: string
}

export interface BuildInputs {
  /** Files, links and those folders that hold no other input, sorted by the bytes of their paths. */
  readonly entries: readonly ContextEntry[]
  readonly problems: readonly InputProblem[]
}

/**
 * Exactly what of a context a build reads. A folder brings its links as links; a source that is a link, or lies behind one,
 * or a link matched by a pattern, brings what it leads to and the link itself. Links never lead out of the context.
 *
 * @param listing what an `InputSelector` lets through is enough; folders on the way to an entry may be left out
 * @param exists whether a path of the context is there, ignored or not: what a problem says hangs on it
 */
export function selectInputs(
  reads: Reads,
  rules: IgnoreRules,
  listing: Iterable<ContextEntry>,
  exists: (path: string) => boolean,
): BuildInputs {
  const tree = sentTree(new ContextTree(listing), reads, rules)
  const selection = new Selection(tree, rules, exists)
  for (const source of reads.sources) selection.addSource(source)
  if (reads.wholeContext) selection.addAll()
  return selection.finish()
}

class Selection {
  readonly #tree: ContextTree
  readonly #rules: IgnoreRules
  readonly #exists: (path: string) => boolean
  readonly #reached = new Map<string, ContextEntry>()
  readonly #copiedWhole = new Set<string>()
  readonly #problems: InputProblem[] = []

  constructor(tree: ContextTree, rules: IgnoreRules, exists: (path: string) => boolean) {
    this.#tree = tree
    this.#rules = rules
    this.#exists = exists
  }

  addSource(source: SourceRead): void {
    try {
      if (source.parents) this.#addWithParents(source, source.parents)
      else if (source.glob) this.#addMatches(source)
      else this.#addPath(source.pattern, source)
    } catch (error) {
      if (!(error instanceof BadPatternError)) throw error
      const message = `A pattern of ${nameOf(source)} cannot be read: ${error.message}.`
      this.#problems.push({ message, line: source.line, fix: 'Correct the pattern.' })
    }
  }

  addAll(): void {
    this.#addTree(this.#tree.root)
  }

  finish(): BuildInputs {
    const filled = new Set<string>()
    for (const { path } of this.#reached.values()) {
      for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
        const folder = path.slice(0, slash)
        if (filled.has(folder)) break
        filled.add(folder)
      }
    }
    const entries = [...this.#reached.values()].filter(({ kind, path }) => path !== '' && !(kind === 'directory' && filled.has(path)))
    return { entries: entries.sort((a, b) => compareBytes(a.path, b.path)), problems: this.#problems }
  }

  /** A plain path, or a link a pattern matched: links are followed to the end. */
  #addPath(path: string, source: SourceRead): void {
    const way = this.#tree.resolve(path)
    for (const link of way.links) this.#reached.set(link.path, link)
    if (way.node) this.#addTree(way.node, source)
    else this.#report(source, path, way)
  }

  #addMatches(source: SourceRead): void {
    const { base, glob } = splitWildcards(source.pattern)
    const way = this.#tree.resolve(base)
    for (const link of way.links) this.#reached.set(link.path, link)
    if (way.node === undefined) {
      this.#report(source, base, way)
      return
    }
    const automaton = createGlob(glob)
    const start = way.path === '' ? 0 : way.path.length + 1
    let found = false
    walkTree(way.node, ({ entry }) => {
      const relative = entry.path.slice(start)
      if (!automaton?.matches(relative)) return automaton?.mayContinue(`${relative}/`) ?? false
      found = true
      // What a matched link leads to is taken as if it were named: no link in it has to lead anywhere.
      this.#addPath(entry.path, entry.kind === 'symlink' ? { ...source, glob: false } : source)
      return false
    })
    // What is sent follows links by the pattern's own text: without them the folder, in which nothing is found, would not be there.
    if (!found) for (const link of this.#tree.resolve(source.pattern).links) this.#reached.set(link.path, link)
  }

  /** `--parents` follows links up to where it begins; what its pattern matches comes as it is. */
  #addWithParents(source: SourceRead, { root, include }: NonNullable<SourceRead['parents']>): void {
    const included = include === '' ? undefined : new PathMatcher([parsePathRule(include, false)])
    const excluded = matcherOf(source.excludes)
    let found = false
    for (const top of this.#findRoots(root)) {
      const start = top.entry.path === '' ? 0 : top.entry.path.length + 1
      walkTree(top, ({ entry }) => {
        const relative = entry.path.slice(start)
        const wanted = included?.matches(relative) ?? true
        if (wanted) found = true
        if (wanted && !excluded?.matches(relative)) {
          this.#reached.set(entry.path, entry)
          if (entry.kind === 'symlink') this.#requireTarget(entry.path, source)
        }
        return wanted || (included?.mayMatchBelow(relative) ?? true)
      })
    }
    if (!found && !source.glob && source.pattern !== '') this.#report(source, source.pattern)
  }

  #findRoots(root: string): TreeNode[] {
    const { base, glob } = splitWildcards(root)
    const { node, links } = this.#tree.resolve(base)
    for (const link of links) this.#reached.set(link.path, link)
    if (node === undefined) return []
    if (glob === '') return [node]
    const automaton = createGlob(glob)
    const start = node.entry.path === '' ? 0 : node.entry.path.length + 1
    const found: TreeNode[] = []
    walkTree(node, (child) => {
      const matched = automaton?.matches(child.entry.path.slice(start)) ?? false
      const end = matched ? this.#tree.resolve(child.entry.path).node : undefined
      if (end) found.push(end)
      return !matched
    })
    return found
  }

  /** Takes what is below a node. With a pattern or excludes, BuildKit wants every link in it to lead somewhere. */
  #addTree(top: TreeNode, source?: SourceRead): void {
    const excluded = matcherOf(source?.excludes ?? [])
    const checked = source && (source.glob || excluded) ? source : undefined
    if (checked === undefined && this.#copiedWhole.has(top.entry.path)) return
    this.#reached.set(top.entry.path, top.entry)
    if (excluded === undefined) this.#copiedWhole.add(top.entry.path)
    const start = top.entry.path === '' ? 0 : top.entry.path.length + 1
    walkTree(top, ({ entry }) => {
      if (!excluded?.matches(entry.path.slice(start))) {
        this.#reached.set(entry.path, entry)
        if (checked && entry.kind === 'symlink') this.#requireTarget(entry.path, checked)
      }
      return true
    })
  }

  #requireTarget(link: string, source: SourceRead): void {
    const way = this.#tree.resolve(link)
    if (way.node === undefined) this.#report(source, link, way)
  }

  #report(source: SourceRead, path: string, way?: Resolution): void {
    const { why, ...rest } = this.#explain(source, path, way)
    this.#problems.push({ message: `${why}; ${nameOf(source)} needs it.`, line: source.line, ...rest })
  }

  #explain(
    source: SourceRead,
    path: string,
    way: Resolution = { node: undefined, tooManyLinks: false, path, links: [] },
  ): Pick<InputProblem, 'fix' | 'hidden'> & { readonly why: string } {
    if (way.tooManyLinks) return { why: `'${path}' leads through more links than BuildKit follows`, fix: 'Name the file itself.' }
    const end = way.path
    const what = end === path ? `'${path}'` : `'${path}', which leads to '${end}',`
    const ignored = [path, end].find((one) => one !== '' && this.#hides(one))
    const show = `with a last line !${ignored ?? ''} in ${this.#rules.file}`
    if (!this.#exists(end)) {
      const fix = `Add it, or correct the path.${ignored === undefined ? '' : ` It is ignored too: let it through ${show}.`}`
      return { why: `${what} is not in the build context`, fix }
    }
    if (ignored === undefined && source.glob && end === path) {
      return { why: `Nothing in the build context matches '${source.pattern}'`, fix: 'Correct the pattern.' }
    }
    if (ignored === undefined) return { why: `${what} is not in the build context`, fix: `Copy '${end}' by its own name.` }
    const fix = `Let it through ${show}, or take it out of the Dockerfile.`
    const isNamed = ignored === source.pattern && !source.glob
    return { why: `${what} is hidden from the build by ${this.#rules.file}`, fix, ...(isNamed ? { hidden: ignored } : {}) }
  }

  /** Docker never comes to ask about what is not there: a rule that it refuses when asked is no reason then. */
  #hides(path: string): boolean {
    try {
      return isIgnored(this.#rules, path)
    } catch (error) {
      if (error instanceof ModuleImagesError) return false
      throw error
    }
  }
}

function matcherOf(patterns: readonly string[]): PathMatcher | undefined {
  if (patterns.length === 0) return undefined
  return new PathMatcher(
    patterns.map((pattern) => (pattern.startsWith('!') ? parsePathRule(pattern.slice(1), true) : parsePathRule(pattern, false))),
  )
}

function nameOf({ kind }: SourceRead): string {
  return kind === 'bind' ? 'a bind mount' : kind === 'copy' ? 'a COPY' : 'an ADD'
}
