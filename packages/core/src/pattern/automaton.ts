/**
 * Patterns as automata that read a text once, whatever the pattern: a regular expression engine that backtracks takes
 * exponential time on hostile rules such as `*a*a*a*a*b`, and neither minimatch nor RegExp has Go's classes and escapes.
 */

/** Which characters, as code points, a step takes. */
export type CharacterSet = (code: number) => boolean

export type Step =
  /** Exactly one character. */
  | { readonly kind: 'one'; readonly set: CharacterSet }
  /** Any number of characters, none included. */
  | { readonly kind: 'many'; readonly set: CharacterSet }
  /** The next `length` steps may be left out. */
  | { readonly kind: 'optional'; readonly length: number }
  /** Holds at the beginning of the text only. */
  | { readonly kind: 'start' }

const SLASH = 0x2f
const NEWLINE = 0x0a

export const notSlash: CharacterSet = (code) => code !== SLASH
export const notNewline: CharacterSet = (code) => code !== NEWLINE
export const isSlash: CharacterSet = (code) => code === SLASH

/** The set of one character. */
export function only(code: number): CharacterSet {
  return (other) => other === code
}

/** Of ASCII, which nearly all patterns are made of: a step for each is enough. */
const ASCII = Array.from({ length: 0x80 }, (_, code): Step => ({ kind: 'one', set: only(code) }))

/** The step that takes this character alone. */
export function literalStep(character: string): Step {
  const code = character.codePointAt(0) ?? 0
  return ASCII[code] ?? { kind: 'one', set: only(code) }
}

/** One step for each character. */
export function literalSteps(text: string): Step[] {
  return Array.from(text, literalStep)
}

/** Runs its steps over texts, in time that is at most their length times the number of steps. Not re-entrant. */
export class Automaton {
  readonly #steps: readonly Step[]
  /** The round in which each step was last entered, so that none is entered twice at one place. */
  readonly #entered: Int32Array
  readonly #pending: number[] = []
  #round = 0
  #active: number[] = []
  #next: number[] = []
  #position = 0
  #accepts = false

  constructor(steps: readonly Step[]) {
    this.#steps = steps
    this.#entered = new Int32Array(steps.length + 1)
  }

  /** True when the steps take the whole text. */
  matches(text: string): boolean {
    return this.#run(text) && this.#accepts
  }

  /** True when the steps take the whole path or one of its parent directories. */
  matchesSelfOrParent(path: string): boolean {
    this.#begin()
    for (const character of path) {
      if (character === '/' && this.#accepts) return true
      if (!this.#advance(character.codePointAt(0) ?? 0)) return false
    }
    return this.#accepts
  }

  /** True when some text that begins with this one may match. */
  mayContinue(text: string): boolean {
    return this.#run(text) && this.#active.length > 0
  }

  /** Offsets, in code points, at which a match that begins with the text's first character may end, in ascending order. */
  matchEnds(text: Iterable<string>): number[] {
    this.#begin()
    const ends = this.#accepts ? [0] : []
    for (const character of text) {
      if (!this.#advance(character.codePointAt(0) ?? 0)) break
      if (this.#accepts) ends.push(this.#position)
    }
    return ends
  }

  #run(text: string): boolean {
    this.#begin()
    for (const character of text) if (!this.#advance(character.codePointAt(0) ?? 0)) return false
    return true
  }

  #begin(): void {
    this.#position = 0
    this.#startRound()
    this.#enter(0)
    this.#finishRound()
  }

  /** Takes one character; false when nothing can match any more. */
  #advance(code: number): boolean {
    const before = this.#active
    this.#position++
    this.#startRound()
    for (const index of before) {
      const step = this.#steps[index]
      if (step === undefined || step.kind === 'optional' || step.kind === 'start' || !step.set(code)) continue
      this.#enter(step.kind === 'many' ? index : index + 1)
    }
    this.#finishRound()
    return this.#active.length > 0 || this.#accepts
  }

  #startRound(): void {
    this.#round++
    this.#next.length = 0
    this.#accepts = false
  }

  #finishRound(): void {
    const spare = this.#active
    this.#active = this.#next
    this.#next = spare
  }

  #enter(first: number): void {
    const pending = this.#pending
    pending.push(first)
    for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
      if (this.#entered[index] === this.#round) continue
      this.#entered[index] = this.#round
      const step = this.#steps[index]
      if (step === undefined) this.#accepts = true
      else if (step.kind === 'one') this.#next.push(index)
      else if (step.kind === 'many') {
        pending.push(index + 1)
        this.#next.push(index)
      } else if (step.kind === 'optional') pending.push(index + 1, index + 1 + step.length)
      else if (this.#position === 0) pending.push(index + 1)
    }
  }
}
