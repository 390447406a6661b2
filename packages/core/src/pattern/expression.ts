import { type CharacterSet, isSlash, notNewline, only, type Step } from './automaton.js'

/** Why Go, or this reader, refuses an expression. */
export class BadExpressionError extends Error {}

/** Go's own bound on a count such as `{1000}`. */
const MOST_REPEATS = 1000

/** Steps that counts may make of an expression: more is no pattern that somebody wrote. */
const MOST_STEPS = 100_000

/**
 * Reads an expression as Go's RE2 does, in the forms that patternmatcher can make of a pattern: anchors, characters, escapes, classes,
 * stars, any folders, counts such as `{2,3}`, and `|`: that library escapes neither braces nor bars.
 * Rules: https://github.com/google/re2/wiki/Syntax and https://pkg.go.dev/regexp/syntax
 *
 * @returns steps of each alternative, which take a whole text when the expression matches somewhere in it
 * @throws BadExpressionError where Go refuses it, and for escapes such as `\b`, which no rule about paths can mean
 */
export function parseExpression(source: string): Step[][] {
  return new ExpressionReader(Array.from(source)).read()
}

class ExpressionReader {
  readonly #characters: readonly string[]
  readonly #alternatives: Step[][] = []
  #steps: Step[] = []
  #at = 0
  #made = 0
  /** What a count would repeat. */
  #last: Step | 'repeat' | 'nothing' = 'nothing'

  constructor(characters: readonly string[]) {
    this.#characters = characters
  }

  read(): Step[][] {
    let ended = false
    while (this.#at < this.#characters.length) {
      const character = this.#characters[this.#at] ?? ''
      if (character === '|') this.#endAlternative(false)
      else if (character === '{') this.#readCount()
      else if (character === '$') {
        // Patterns that hold one have it escaped.
        ended = true
        this.#at++
      } else this.#readStep(character)
    }
    this.#endAlternative(ended)
    return this.#alternatives
  }

  #readStep(character: string): void {
    const [characters, at] = [this.#characters, this.#at]
    if (character === '(') return this.#pushAnyFolders()
    if (character === '.') return this.#push({ kind: 'many', set: notNewline }, at + '.*'.length)
    if (character === '^') return this.#push({ kind: 'start' }, at + 1)
    const { set, next } = character === '[' ? parseClass(characters, at + 1) : parseCharacter(characters, at)
    if (character === '[' && characters[next] === '*') this.#push({ kind: 'many', set }, next + 1)
    else this.#push({ kind: 'one', set }, next)
  }

  #push(step: Step, next: number): void {
    this.#steps.push(step)
    this.#last = step.kind === 'many' ? 'repeat' : step
    this.#at = next
  }

  #pushAnyFolders(): void {
    const before = this.#steps.at(-ANY_FOLDERS.length)
    // Any folders twice over are any folders.
    if (before !== ANY_FOLDERS[0]) this.#steps.push(...ANY_FOLDERS)
    this.#last = 'repeat'
    this.#at += '(.*/)?'.length
  }

  #readCount(): void {
    const count = parseCount(this.#characters, this.#at)
    // A brace is itself where no count follows.
    if (count === undefined) return this.#push({ kind: 'one', set: only(OPENING_BRACE) }, this.#at + 1)
    const { least, most, next } = count
    if (least > MOST_REPEATS || (most !== Infinity && (most > MOST_REPEATS || least > most)))
      throw new BadExpressionError(`the count in its braces is none from 0 to ${MOST_REPEATS}`)
    const last = this.#last
    if (last === 'nothing') throw new BadExpressionError('nothing stands before the count in its braces')
    if (last === 'repeat') throw new BadExpressionError('what stands before the count in its braces is repeated already')
    this.#steps.pop()
    this.#steps.push(...repeated(last, count))
    this.#spend(most === Infinity ? least : most)
    this.#last = 'repeat'
    this.#at = next
  }

  #endAlternative(ended: boolean): void {
    const steps = this.#steps
    const before = steps[0]?.kind === 'start' ? [] : [ANYTHING]
    this.#alternatives.push([...before, ...steps, ...(ended ? [] : [ANYTHING])])
    this.#spend(1)
    this.#steps = []
    this.#last = 'nothing'
    this.#at++
  }

  #spend(steps: number): void {
    this.#made += steps
    if (this.#made > MOST_STEPS) throw new BadExpressionError('its braces and bars stand for too much')
  }
}

const OPENING_BRACE = 0x7b

const ANYTHING: Step = { kind: 'many', set: () => true }

/** What patternmatcher makes of two stars. */
const ANY_FOLDERS: readonly Step[] = [
  { kind: 'optional', length: 2 },
  { kind: 'many', set: notNewline },
  { kind: 'one', set: isSlash },
]

interface Count {
  readonly least: number
  /** Infinity where there is no bound. */
  readonly most: number
  readonly next: number
}

function repeated(step: Step, { least, most }: Count): Step[] {
  const steps = Array.from({ length: least }, () => step)
  if (most === Infinity) return step.kind === 'one' ? [...steps, { kind: 'many', set: step.set }] : steps
  for (let left = most - least; left > 0; left--) steps.push({ kind: 'optional', length: 2 * left - 1 }, step)
  return steps
}

/** `{2}`, `{2,}` or `{2,3}`; a number with a leading zero makes none. */
function parseCount(characters: readonly string[], start: number): Count | undefined {
  const least = parseNumber(characters, start + 1)
  if (least === undefined) return undefined
  if (characters[least.next] === '}') return { least: least.value, most: least.value, next: least.next + 1 }
  if (characters[least.next] !== ',') return undefined
  const most = parseNumber(characters, least.next + 1) ?? { value: Infinity, next: least.next + 1 }
  return characters[most.next] === '}' ? { least: least.value, most: most.value, next: most.next + 1 } : undefined
}

function parseNumber(characters: readonly string[], start: number): { value: number; next: number } | undefined {
  let next = start
  while (isDigit(characters[next]?.codePointAt(0) ?? 0)) next++
  if (next === start || (characters[start] === '0' && next > start + 1)) return undefined
  // Go takes eight digits for too many, whatever they are.
  return { value: Number(characters.slice(start, Math.min(next, start + 8)).join('')), next }
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
    if (at >= characters.length) throw new BadExpressionError('a bracket is not closed')
    const { set, next, code } = parseNamedClass(characters, at) ?? parseCharacter(characters, at)
    at = next
    if (characters[at] !== '-' || characters[at + 1] === ']' || characters[at + 1] === undefined || code === undefined) {
      sets.push(set)
      continue
    }
    const high = parseCharacter(characters, at + 1)
    const to = high.code
    if (to === undefined || to < code) throw new BadExpressionError('a range in brackets runs backwards')
    sets.push((other) => code <= other && other <= to)
    at = high.next
  }
  return { set: (code) => sets.some((set) => set(code)) !== negated, next: at + 1 }
}

/** `[:alpha:]` and the like, within brackets; nothing where it is a bracket like any other. */
function parseNamedClass(characters: readonly string[], at: number): ParsedSet | undefined {
  if (characters[at] !== '[' || characters[at + 1] !== ':') return undefined
  const end = characters.findIndex((character, index) => index >= at + 2 && character === ':' && characters[index + 1] === ']')
  if (end < 0) return undefined
  const name = characters.slice(at + 2, end).join('')
  const set = NAMED_SETS.get(name.replace('^', ''))
  if (set === undefined || name.lastIndexOf('^') > 0) throw new BadExpressionError(`'[:${name}:]' names no class of characters`)
  return { set: name.startsWith('^') ? (code) => !set(code) : set, next: end + 2 }
}

const isDigit: CharacterSet = (code) => code >= 0x30 && code <= 0x39
const isWord: CharacterSet = (code) => isDigit(code) || code === 0x5f || isLetter(code)
const isUpper: CharacterSet = (code) => code >= 0x41 && code <= 0x5a
const isLower: CharacterSet = (code) => code >= 0x61 && code <= 0x7a
const isLetter: CharacterSet = (code) => isUpper(code) || isLower(code)
const isSpace: CharacterSet = (code) => code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0c || code === 0x0d
const isGraph: CharacterSet = (code) => code > 0x20 && code < 0x7f

const NAMED_SETS: ReadonlyMap<string, CharacterSet> = new Map([
  ['alnum', (code) => isDigit(code) || isLetter(code)],
  ['alpha', isLetter],
  ['ascii', (code) => code < 0x80],
  ['blank', (code) => code === 0x20 || code === 0x09],
  ['cntrl', (code) => code < 0x20 || code === 0x7f],
  ['digit', isDigit],
  ['graph', isGraph],
  ['lower', isLower],
  ['print', (code) => isGraph(code) || code === 0x20],
  ['punct', (code) => isGraph(code) && !isDigit(code) && !isLetter(code)],
  ['space', (code) => isSpace(code) || code === 0x0b],
  ['upper', isUpper],
  ['word', isWord],
  ['xdigit', (code) => isDigit(code) || (code >= 0x41 && code <= 0x46) || (code >= 0x61 && code <= 0x66)],
])

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
  if (!plain) throw new BadExpressionError(`'\\${escaped}' is not an escape`)
  return single(code, at + 2)
}

function single(code: number, next: number): ParsedSet {
  return { set: only(code), next, code }
}
