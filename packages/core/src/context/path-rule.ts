import { Automaton, isSlash, notNewline, only, type CharacterSet, type Step } from './automaton.js'
import { isGlobWellFormed } from './glob.js'

/**
 * A pattern of `.dockerignore`, `--exclude`, `--parents` or of BuildKit's own list of paths to send, as
 * https://github.com/moby/patternmatcher reads it. That library turns the pattern into the source of a Go regular expression
 * and so gives it meanings nobody planned: `[*]` is a class followed by a bracket, `\d` a digit, `x^*` nothing at all. They
 * are kept, since they decide what a build sees; hence neither minimatch nor a plain translation will do.
 */
export interface PathRule {
  /** Cleaned, without `!`. */
  readonly pattern: string
  /** Begins with `!`: takes back what earlier rules matched. */
  readonly negated: boolean
  /** The path itself; its parents are the caller's part. */
  matches(path: string): boolean
  /** Whether something below this directory may match. */
  mayMatchBelow(directory: string): boolean
}

export class BadPatternError extends Error {}

/**
 * Reads one cleaned pattern.
 *
 * @throws BadPatternError where Docker refuses it, or for an escape such as `\b`, which no path rule can mean
 */
export function parsePathRule(pattern: string, negated: boolean): PathRule {
  if (!isGlobWellFormed(pattern)) throw new BadPatternError('its brackets or its last backslash are not closed')
  if (pattern === '*') return { pattern, negated, ...ANY_NAME }
  const { source, kind } = toExpression(pattern)
  return { pattern, negated, ...matching(kind, pattern, source) }
}

/** How most ignore files begin. */
const ANY_NAME: Pick<PathRule, 'matches' | 'mayMatchBelow'> = { matches: (path) => !path.includes('/'), mayMatchBelow: () => false }

type RuleKind = 'exact' | 'prefix' | 'suffix' | 'automaton'

/** The common kinds need no automaton. */
function matching(kind: RuleKind, pattern: string, source: string): Pick<PathRule, 'matches' | 'mayMatchBelow'> {
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
    case 'automaton': {
      const automaton = new Automaton(parseExpression(source))
      const tail = plainTail(pattern)
      return {
        matches: (path) => path.endsWith(tail) && automaton.matches(path),
        mayMatchBelow: (directory) => automaton.mayContinue(`${directory}/`),
      }
    }
  }
}

/** What every match must end with: refuses most paths at once. */
function plainTail(pattern: string): string {
  let start = pattern.length
  while (start > 0 && !'*?[]\\^'.includes(pattern[start - 1] ?? '')) start--
  // What follows a backslash may stand for a class.
  if (pattern[start - 1] === '\\') start += (pattern.codePointAt(start) ?? 0) > 0xffff ? 2 : 1
  return pattern.slice(start)
}

/** The expression patternmatcher builds, without its anchors, and the way it then matches. */
function toExpression(pattern: string): { source: string; kind: RuleKind } {
  const characters = Array.from(pattern)
  let source = ''
  let kind: RuleKind = 'exact'
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
      source += '.+()|{}$'.includes(character) ? `\\${character}` : character
    }
  }
  return { source, kind }
}

/** Reads the few forms of Go's RE2 that {@link toExpression} can write. Rules: https://github.com/google/re2/wiki/Syntax */
function parseExpression(source: string): Step[] {
  const characters = Array.from(source)
  const steps: Step[] = []
  for (let at = 0; at < characters.length;) {
    const character = characters[at] ?? ''
    if (character === '(') {
      // Any folders twice over are any folders.
      if (steps.at(-3)?.kind !== 'optional')
        steps.push({ kind: 'optional', length: 2 }, { kind: 'many', set: notNewline }, { kind: 'one', set: isSlash })
      at += '(.*/)?'.length
    } else if (character === '.') {
      steps.push({ kind: 'many', set: notNewline })
      at += '.*'.length
    } else if (character === '^') {
      steps.push({ kind: 'start' })
      at++
    } else {
      const { set, next } = character === '[' ? parseClass(characters, at + 1) : parseCharacter(characters, at)
      const many = character === '[' && characters[next] === '*'
      steps.push({ kind: many ? 'many' : 'one', set })
      at = many ? next + 1 : next
    }
  }
  return steps
}

interface ParsedSet {
  readonly set: CharacterSet
  readonly next: number
  /** Set when it stands for one character, which may begin a range. */
  readonly code?: number
}

function parseClass(characters: readonly string[], start: number): ParsedSet {
  const negated = characters[start] === '^'
  const sets: CharacterSet[] = []
  let at = negated ? start + 1 : start
  for (let first = true; first || characters[at] !== ']'; first = false) {
    if (at >= characters.length) throw new BadPatternError('a bracket is not closed')
    if (characters[at] === '[' && characters[at + 1] === ':') throw new BadPatternError('named classes are not understood')
    const low = parseCharacter(characters, at)
    at = low.next
    if (characters[at] !== '-' || characters[at + 1] === ']' || characters[at + 1] === undefined || low.code === undefined) {
      sets.push(low.set)
      continue
    }
    const high = parseCharacter(characters, at + 1)
    const [from, to] = [low.code, high.code]
    if (to === undefined || to < from) throw new BadPatternError('a range in brackets runs backwards')
    sets.push((code) => from <= code && code <= to)
    at = high.next
  }
  return { set: (code) => sets.some((set) => set(code)) !== negated, next: at + 1 }
}

const isDigit: CharacterSet = (code) => code >= 0x30 && code <= 0x39
const isWord: CharacterSet = (code) => isDigit(code) || code === 0x5f || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a)
const isSpace: CharacterSet = (code) => code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0c || code === 0x0d
const ESCAPED_SETS: Readonly<Record<string, CharacterSet>> = {
  d: isDigit,
  D: (code) => !isDigit(code),
  w: isWord,
  W: (code) => !isWord(code),
  s: isSpace,
  S: (code) => !isSpace(code),
}
const ESCAPED_CODES: Readonly<Record<string, number>> = { a: 0x07, f: 0x0c, n: 0x0a, r: 0x0d, t: 0x09, v: 0x0b }

function parseCharacter(characters: readonly string[], at: number): ParsedSet {
  const character = characters[at] ?? ''
  if (character !== '\\') return single(character.codePointAt(0) ?? 0, at + 1)
  const escaped = characters[at + 1] ?? ''
  const set = ESCAPED_SETS[escaped]
  if (set) return { set, next: at + 2 }
  const code = ESCAPED_CODES[escaped] ?? escaped.codePointAt(0) ?? 0
  const plain = escaped !== '' && code < 0x80 && (ESCAPED_CODES[escaped] !== undefined || !/[0-9A-Za-z]/.test(escaped))
  if (!plain) throw new BadPatternError(`'\\${escaped}' is not an escape`)
  return single(code, at + 2)
}

function single(code: number, next: number): ParsedSet {
  return { set: only(code), next, code }
}
