import { Automaton, notNewline, only, type Step } from '../pattern/automaton.js'
import { BadWordError } from './bad-word.js'

/** What may still be done; what would take more is left to the engine. */
export interface Budget {
  /** Comparisons of patterns. */
  left: number
  /** Characters of values put in: `ENV A=$A$A` doubles them each time. */
  characters: number
}

interface Removal {
  readonly from: 'start' | 'end'
  readonly longest: boolean
  readonly budget: Budget
}

interface Replacement {
  readonly replacement: string
  readonly all: boolean
  readonly budget: Budget
}

/**
 * `${a#p}`, `${a##p}`, `${a%p}` and `${a%%p}`: the value without its shortest or longest match at one end.
 *
 * @returns nothing when that costs more than is left
 * @throws BadWordError for an escape that is not of `*`, `?` or `\`
 */
export function removePattern(value: string, pattern: string, what: Removal): string | undefined {
  if (!spend(what.budget, value.length * pattern.length)) return undefined
  const steps = parseShellPattern(pattern)
  const characters = Array.from(value)
  if (what.from === 'end') {
    steps.reverse()
    characters.reverse()
  }
  const ends = new Automaton(steps).matchEnds(characters)
  const end = what.longest ? ends.at(-1) : ends[0]
  const rest = characters.slice(end ?? 0)
  return (what.from === 'end' ? rest.reverse() : rest).join('')
}

/** `${a/p/r}` and `${a//p/r}`: the first match, or every one, replaced; each as long as can be. */
export function replacePattern(value: string, pattern: string, { replacement, all, budget }: Replacement): string | undefined {
  if (!spend(budget, value.length ** 2 * pattern.length)) return undefined
  const automaton = new Automaton(parseShellPattern(pattern))
  const characters = Array.from(value)
  const out: string[] = []
  let replaced = false
  for (let at = 0; at <= characters.length;) {
    const end = replaced && !all ? undefined : automaton.matchEnds(characters.slice(at)).at(-1)
    if (end !== undefined) {
      out.push(replacement)
      replaced = true
      at += end
    }
    if (end === undefined || end === 0) {
      const character = characters[at++]
      if (character !== undefined) out.push(character)
    } else if (at === characters.length) break
  }
  return out.join('')
}

function spend(budget: Budget, cost: number): boolean {
  if (cost > budget.left) return false
  budget.left -= cost
  return true
}

function parseShellPattern(pattern: string): Step[] {
  const characters = Array.from(pattern)
  const steps: Step[] = []
  for (let at = 0; at < characters.length; at++) {
    let character = characters[at] ?? ''
    if (character === '*') {
      steps.push({ kind: 'many', set: notNewline })
      continue
    }
    if (character === '?') {
      steps.push({ kind: 'one', set: notNewline })
      continue
    }
    if (character === '\\') {
      const next = characters[at + 1] ?? ''
      if (next === '}' || next === '/') continue
      if (next !== '*' && next !== '?' && next !== '\\') throw new BadWordError(`'\\${next}' is not an escape`)
      character = next
      at++
    }
    steps.push({ kind: 'one', set: only(character.codePointAt(0) ?? 0) })
  }
  return steps
}
