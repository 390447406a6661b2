import { Automaton, type CharacterSet, literalStep, notSlash, type Step } from './automaton.js'

/**
 * COPY and ADD sources as Go's `path.Match` reads them: `*` and `?` stop at slashes and take dots, `[^a-c]` is a class that
 * may take a slash, `\` makes the next character plain, and `**`, braces and `!(…)` mean nothing.
 * Rules: https://pkg.go.dev/path#Match
 *
 * @returns nothing when Go calls the pattern malformed
 */
export function parseGlob(pattern: string): Step[] | undefined {
  const characters = Array.from(pattern)
  const steps: Step[] = []
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? ''
    if (character === '*') {
      if (steps.at(-1)?.kind !== 'many') steps.push({ kind: 'many', set: notSlash })
    } else if (character === '?') {
      steps.push({ kind: 'one', set: notSlash })
    } else if (character === '[') {
      const parsed = parseClass(characters, at + 1)
      if (parsed === undefined) return undefined
      steps.push({ kind: 'one', set: parsed.set })
      at = parsed.end
    } else {
      if (character === '\\' && ++at === characters.length) return undefined
      steps.push(literalStep(characters[at] ?? ''))
    }
  }
  return steps
}

/** True when Go would accept the pattern. */
export function isGlobWellFormed(pattern: string): boolean {
  return !/[*?[\\]/.test(pattern) || parseGlob(pattern) !== undefined
}

export function createGlob(pattern: string): Automaton | undefined {
  const steps = parseGlob(pattern)
  return steps === undefined ? undefined : new Automaton(steps)
}

/** BuildKit's own test of whether a source is a pattern; an escaped character alone does not make it one. */
export function hasWildcards(source: string): boolean {
  for (let at = 0; at < source.length; at++) {
    const character = source[at]
    if (character === '\\') at++
    else if (character === '*' || character === '?' || character === '[') return true
  }
  return false
}

/** Splits a source before its first part with a wildcard: `data/*.csv` is `data` and `*.csv`. */
export function splitWildcards(source: string): { base: string; glob: string } {
  const parts = source.split('/')
  const first = parts.findIndex(hasWildcards)
  if (first < 0) return { base: source, glob: '' }
  return { base: parts.slice(0, first).join('/'), glob: parts.slice(first).join('/') }
}

interface ParsedClass {
  readonly set: CharacterSet
  /** Index of the closing bracket. */
  readonly end: number
}

function parseClass(characters: readonly string[], start: number): ParsedClass | undefined {
  const negated = characters[start] === '^'
  const ranges: [number, number][] = []
  let at = negated ? start + 1 : start
  while (characters[at] !== ']' || ranges.length === 0) {
    const low = parseClassCharacter(characters, at)
    if (low === undefined) return undefined
    at = low.next
    let high = low
    if (characters[at] === '-') {
      const upper = parseClassCharacter(characters, at + 1)
      if (upper === undefined) return undefined
      high = upper
      at = upper.next
    }
    ranges.push([low.code, high.code])
    if (at >= characters.length) return undefined
  }
  return { set: (code) => ranges.some(([low, high]) => low <= code && code <= high) !== negated, end: at }
}

function parseClassCharacter(characters: readonly string[], at: number): { code: number; next: number } | undefined {
  const character = characters[at]
  if (character === undefined || character === '-' || character === ']') return undefined
  if (character !== '\\') return { code: codeOf(character), next: at + 1 }
  const escaped = characters[at + 1]
  return escaped === undefined ? undefined : { code: codeOf(escaped), next: at + 2 }
}

function codeOf(character: string | undefined): number {
  return character?.codePointAt(0) ?? 0
}
