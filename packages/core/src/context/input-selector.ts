import { dedupe } from '../dockerfile/merge-reads.js'
import type { Reads, SourceRead } from '../dockerfile/reads.js'
import { Automaton, literalSteps, type Step } from './automaton.js'
import type { ContextEntry } from './context-entry.js'
import { parseGlob, splitWildcards } from './glob.js'
import type { IgnoreRules } from './ignore-rules.js'

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
  const scopes = reads.wholeContext
    ? [EVERYTHING]
    : distinct(reads.sources).flatMap((source) => [createScope(source), ...linksByName(source)])
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
  return dedupe(sources, ({ pattern, glob, parents }) => JSON.stringify([pattern, glob, parents]))
}

/** Where in a context a source may reach. */
interface Scope {
  /** The path, or a folder above it, may be the source's. */
  covers(path: string): boolean
  /** Something below this directory may be. */
  leadsBelow(directory: string): boolean
}

const EVERYTHING: Scope = { covers: () => true, leadsBelow: () => true }

function createScope({ pattern, glob, parents }: SourceRead): Scope {
  if (parents) return createScope({ kind: 'copy', excludes: [], line: 0, ...scopeOfParents(parents) })
  if (pattern === '') return EVERYTHING
  if (!glob) {
    const folder = `${pattern}/`
    return { covers: (path) => path === pattern || path.startsWith(folder), leadsBelow: (directory) => folder.startsWith(`${directory}/`) }
  }
  const automaton = new Automaton(stepsOf(pattern))
  return { covers: (path) => automaton.matchesSelfOrParent(path), leadsBelow: (directory) => automaton.mayContinue(`${directory}/`) }
}

/** What is sent of a context follows links by the very text of a pattern too, in folders whose names look like patterns: see `sentTree`. */
function linksByName({ pattern, glob }: SourceRead): Scope[] {
  return glob ? [{ covers: () => false, leadsBelow: (directory) => `${pattern}/`.startsWith(`${directory}/`) }] : []
}

/** Everything below the plain part of where `--parents` copies from; its pattern has wildcards of its own kind. */
function scopeOfParents({ root, include }: NonNullable<SourceRead['parents']>): { pattern: string; glob: boolean } {
  const start = splitWildcards(root)
  if (start.glob !== '') return { pattern: start.base, glob: false }
  const { base } = splitWildcards(include)
  const plain = include.includes('\\') ? '' : base
  return { pattern: [root, plain].filter((part) => part !== '').join('/'), glob: false }
}

/** Backslashes before the first part with a wildcard are plain characters. */
function stepsOf(pattern: string): Step[] {
  const { base, glob } = splitWildcards(pattern)
  return [...literalSteps(base === '' ? '' : `${base}/`), ...(parseGlob(glob) ?? [])]
}
