import { dedupe } from '../dockerfile/merge-reads.js'
import type { Reads, SourceRead } from '../dockerfile/reads.js'
import { Automaton, literalSteps, type Step } from '../pattern/automaton.js'
import type { ContextEntry } from './context-entry.js'
import { parseGlob, splitWildcards } from '../pattern/glob.js'
import type { IgnoreRules } from './ignore-rules.js'
import { PlainPaths } from '../pattern/plain-paths.js'

/**
 * Says what of a context is worth listing, so that a huge one behind a tight ignore file costs its inputs only. What it lets
 * through is enough for `selectInputs`, which decides; links lead further, see `followLinks`.
 */
export interface InputSelector {
  /** Whether to open a directory; `''` is the context's root. */
  mayHoldInputs(directory: string): boolean
  /** Whether to list an entry: a possible input, or a link or folder on the way to one. */
  isInput(path: string, kind: ContextEntry['kind']): boolean
}

export function createInputSelector(reads: Reads, rules: IgnoreRules): InputSelector {
  const scopes = reads.wholeContext ? [EVERYTHING] : createScopes(distinct(reads.sources))
  const { matcher } = rules
  const isFaulty = scopes.length > 0 && rules.rules.some(({ fault }) => fault !== undefined)
  const reaches = (path: string) => scopes.some((scope) => scope.covers(path) || scope.leadsBelow(path))
  return {
    mayHoldInputs: (directory) =>
      directory === '' ? scopes.length > 0 : reaches(directory) && (!matcher.matches(directory) || matcher.mayTakeBackBelow(directory)),
    isInput: (path, kind) => {
      // Docker asks about every path on its way, and refuses a rule that it cannot read when it comes to it.
      if (isFaulty && matcher.matches(path)) return false
      return (kind === 'file' ? scopes.some((scope) => scope.covers(path)) : reaches(path)) && !matcher.matches(path)
    },
  }
}

/** A Dockerfile may name the same source on many lines. */
function distinct(sources: readonly SourceRead[]): SourceRead[] {
  return dedupe(sources, ({ pattern, glob, parents }) => (parents ? JSON.stringify([pattern, parents]) : `${glob ? '*' : '='}${pattern}`))
}

/** Where in a context a source may reach. */
interface Scope {
  /** The path, or a folder above it, may be the source's. */
  covers(path: string): boolean
  /** Something below this directory may be. */
  leadsBelow(directory: string): boolean
}

const EVERYTHING: Scope = { covers: () => true, leadsBelow: () => true }

/** Paths that are no patterns are looked up together: links may make thousands of them. */
function createScopes(sources: readonly SourceRead[]): Scope[] {
  const globs = sources.filter(({ glob, parents }) => glob && !parents)
  const plain = sources.flatMap(({ pattern, glob, parents }) => (parents ? [startOfParents(parents)] : glob ? [] : [pattern]))
  if (plain.includes('')) return [EVERYTHING]
  return [...(plain.length > 0 ? [plainScope(plain)] : []), ...globs.map(globScope), ...(globs.length > 0 ? [linksByName(globs)] : [])]
}

function plainScope(patterns: readonly string[]): Scope {
  const paths = new PlainPaths(patterns)
  return { covers: (path) => paths.cover(path), leadsBelow: (directory) => paths.has(directory) || paths.leadBelow(directory) }
}

function globScope({ pattern }: SourceRead): Scope {
  const automaton = new Automaton(stepsOf(pattern))
  return { covers: (path) => automaton.matchesSelfOrParent(path), leadsBelow: (directory) => automaton.mayContinue(`${directory}/`) }
}

/** What is sent of a context follows links by the very text of a pattern too, in folders whose names look like patterns: see `sentTree`. */
function linksByName(globs: readonly SourceRead[]): Scope {
  return { ...plainScope(globs.map(({ pattern }) => pattern)), covers: () => false }
}

/** Everything below the plain part of where `--parents` copies from; its pattern has wildcards of its own kind. */
function startOfParents({ root, include }: NonNullable<SourceRead['parents']>): string {
  const start = splitWildcards(root)
  if (start.glob !== '') return start.base
  const { base } = splitWildcards(include)
  const plain = include.includes('\\') ? '' : base
  return [root, plain].filter((part) => part !== '').join('/')
}

/** Backslashes before the first part with a wildcard are plain characters. */
function stepsOf(pattern: string): Step[] {
  const { base, glob } = splitWildcards(pattern)
  return [...literalSteps(base === '' ? '' : `${base}/`), ...(parseGlob(glob) ?? [])]
}
