import { Automaton } from './automaton.js'
import { BadExpressionError, parseExpression } from './expression.js'
import { isGlobWellFormed } from './glob.js'

/**
 * A pattern of `.dockerignore`, `--exclude`, `--parents` or of BuildKit's own list of paths to send, as
 * https://github.com/moby/patternmatcher reads it. That library turns the pattern into the source of a Go regular expression
 * and so gives it meanings nobody planned: `[*]` is a class followed by a bracket, `\d` a digit, `x^*` nothing at all, and
 * `*a|*b` whatever begins as the one or ends as the other. They are kept, since they decide what a build sees; hence neither
 * minimatch nor a plain translation will do.
 */
export interface PathRule {
  /** Cleaned, without `!`. */
  readonly pattern: string
  /** Begins with `!`: takes back what earlier rules matched. */
  readonly negated: boolean
  /** Matches its own text alone. */
  readonly plain: boolean
  /** Why it cannot be asked: Docker refuses such a rule as late as that, and builds where it never comes to it. */
  readonly fault?: string | undefined
  /** The path itself; its parents are the caller's part. @throws BadPatternError for a rule with a fault */
  matches(path: string): boolean
  /** Whether something below this directory may match. */
  mayMatchBelow(directory: string): boolean
}

export class BadPatternError extends Error {}

/**
 * Reads one cleaned pattern.
 *
 * @throws BadPatternError where Docker refuses it before it looks at any path
 */
export function parsePathRule(pattern: string, negated: boolean): PathRule {
  if (!SPECIAL.test(pattern)) return { pattern, negated, plain: true, ...matchingPlainly('exact', pattern) }
  if (!isGlobWellFormed(pattern)) throw new BadPatternError('its brackets or its last backslash are not closed')
  if (pattern === '*') return { pattern, negated, plain: false, ...ANY_NAME }
  const { source, kind } = toExpression(pattern)
  if (kind !== 'automaton') return { pattern, negated, plain: kind === 'exact', ...matchingPlainly(kind, pattern) }
  try {
    return { pattern, negated, plain: false, ...matchingExpression(source, pattern) }
  } catch (error) {
    if (error instanceof BadExpressionError) return { pattern, negated, plain: false, ...matchingNothing(error.message) }
    throw error
  }
}

/** Without any of these, a pattern is a path. A byte order mark is dropped where it begins one. */
const SPECIAL = /[*?[\]\\\ufeff]/

/** How most ignore files begin. */
const ANY_NAME: Pick<PathRule, 'matches' | 'mayMatchBelow'> = { matches: (path) => !path.includes('/'), mayMatchBelow: () => false }

type PlainKind = 'exact' | 'prefix' | 'suffix'

/** The common kinds need no automaton. */
function matchingPlainly(kind: PlainKind, pattern: string): Pick<PathRule, 'matches' | 'mayMatchBelow'> {
  switch (kind) {
    case 'exact':
      return { matches: (path) => path === pattern, mayMatchBelow: (directory) => pattern.startsWith(`${directory}/`) }
    case 'prefix': {
      const prefix = pattern.slice(0, -2)
      return {
        matches: (path) => path.startsWith(prefix),
        mayMatchBelow: (directory) => prefix.startsWith(`${directory}/`) || `${directory}/`.startsWith(prefix),
      }
    }
    case 'suffix': {
      const suffix = pattern.slice(2)
      const matches = (path: string) => path.endsWith(suffix) || (suffix.startsWith('/') && path === suffix.slice(1))
      return { matches, mayMatchBelow: () => true }
    }
  }
}

function matchingExpression(source: string, pattern: string): Pick<PathRule, 'matches' | 'mayMatchBelow'> {
  const automata = parseExpression(source).map((steps) => new Automaton(steps))
  const tail = plainTail(pattern)
  return {
    matches: (path) => path.endsWith(tail) && automata.some((automaton) => automaton.matches(path)),
    mayMatchBelow: (directory) => automata.some((automaton) => automaton.mayContinue(`${directory}/`)),
  }
}

function matchingNothing(fault: string): Pick<PathRule, 'matches' | 'mayMatchBelow' | 'fault'> {
  const matches = () => {
    throw new BadPatternError(fault)
  }
  return { fault, matches, mayMatchBelow: () => true }
}

/** What every match must end with: refuses most paths at once. */
function plainTail(pattern: string): string {
  if (pattern.includes('|')) return ''
  let start = pattern.length
  while (start > 0 && !'*?[]\\^{}'.includes(pattern[start - 1] ?? '')) start--
  // What follows a backslash may stand for a class.
  if (pattern[start - 1] === '\\') start += (pattern.codePointAt(start) ?? 0) > 0xffff ? 2 : 1
  return pattern.slice(start)
}

/**
 * The expression patternmatcher builds, and the way it then matches. It means to escape `{`, `|` and `}` too; its table of
 * characters has no room for them.
 */
function toExpression(pattern: string): { source: string; kind: PlainKind | 'automaton' } {
  // Its scanner drops a byte order mark.
  const characters = Array.from(pattern.replace(/^\ufeff/, ''))
  let source = '^'
  let kind: PlainKind | 'automaton' = 'exact'
  for (let at = 0, round = 0; at < characters.length; at++, round++) {
    const character = characters[at] ?? ''
    if (character === '*' && characters[at + 1] === '*') {
      at += characters[at + 2] === '/' ? 2 : 1
      const last = at + 1 >= characters.length
      source += last ? '.*' : '(.*/)?'
      kind = round === 0 ? 'suffix' : last && kind === 'exact' ? 'prefix' : 'automaton'
    } else if (character === '*' || character === '?') {
      source += character === '*' ? '[^/]*' : '[^/]'
      kind = 'automaton'
    } else if (character === '\\') {
      source += `\\${characters[++at] ?? ''}`
      kind = 'automaton'
    } else if (character === '[' || character === ']') {
      source += character
      kind = 'automaton'
    } else {
      source += '.+()$'.includes(character) ? `\\${character}` : character
    }
  }
  return { source: `${source}$`, kind }
}
