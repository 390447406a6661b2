import type { PathRule } from './path-rule.js'
import { PlainPaths } from './plain-paths.js'

/** What a list of rules says of one path, and which of them, for what lies below it. */
interface Verdict {
  readonly matched: boolean
  /** By rule: it matched the path or, when it was asked there, a parent. */
  readonly hits: readonly boolean[]
}

/**
 * Applies an ordered list of rules while walking down a tree, as BuildKit does. A rule is asked only where it could change
 * the outcome, and what it said of a folder holds for everything below it; a rule not asked about the folder is asked anew
 * below, about the path alone. So the verdict on a file depends on the way to it.
 * Rules: `MatchesUsingParentResults` of https://github.com/moby/patternmatcher
 */
export class PathMatcher {
  /** Those that are asked one by one. */
  readonly #rules: readonly PathRule[]
  /** Those that are asked together: nothing is ever taken back from them. */
  readonly #plain: PlainPaths
  readonly #folders = new Map<string, Verdict>()
  readonly #root: Verdict

  constructor(rules: readonly PathRule[]) {
    const inOrder = rules.some(({ negated, fault }) => negated || fault !== undefined)
    this.#rules = inOrder ? rules : rules.filter(({ plain }) => !plain)
    this.#plain = new PlainPaths(inOrder ? [] : rules.flatMap(({ pattern, plain }) => (plain ? [pattern] : [])))
    this.#root = { matched: false, hits: this.#rules.map(() => false) }
  }

  /** Judges a path below the root, posix and without leading slash, by way of its parents. */
  matches(path: string): boolean {
    return this.#judge(path, this.#parentOf(path)).matched
  }

  /** Whether a rule with `!` may match something below a directory. */
  mayTakeBackBelow(directory: string): boolean {
    return this.#rules.some((rule) => rule.negated && rule.mayMatchBelow(directory))
  }

  /** Whether a rule without `!` may match something below a directory. */
  mayMatchBelow(directory: string): boolean {
    return this.#plain.leadBelow(directory) || this.#rules.some((rule) => !rule.negated && rule.mayMatchBelow(directory))
  }

  #parentOf(path: string): Verdict {
    const slash = path.lastIndexOf('/')
    if (slash < 0) return this.#root
    const folder = path.slice(0, slash)
    const known = this.#folders.get(folder)
    if (known) return known
    const verdict = this.#judge(folder, this.#parentOf(folder))
    this.#folders.set(folder, verdict)
    return verdict
  }

  #judge(path: string, parent: Verdict): Verdict {
    if (this.#plain.cover(path)) return { matched: true, hits: this.#root.hits }
    let matched = false
    const hits = this.#rules.map((rule, index) => {
      const inherited = parent.hits[index] === true
      if (!inherited && rule.negated !== matched) return false
      const hit = inherited || rule.matches(path)
      if (hit) matched = !rule.negated
      return hit
    })
    return { matched, hits }
  }
}
