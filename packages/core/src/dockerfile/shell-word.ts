import { BadWordError } from './bad-word.js'
import { isSpace } from './go-space.js'
import { type Budget, removePattern, replacePattern } from './shell-pattern.js'

/** What stands for a value that only the engine, the base image or the machine knows. */
export const UNKNOWN = Symbol('unknown')
export type Value = string | typeof UNKNOWN

/** Finds a variable; nothing means it is surely unset. */
export type Lookup = (name: string) => Value | undefined

export interface WordOptions {
  /** `\`, or what `# escape=` says. */
  readonly escape: string
  readonly lookup: Lookup
  /** Leave quotes in the result. */
  readonly rawQuotes?: boolean
  /** Leave escapes in the result. */
  readonly rawEscapes?: boolean
  /** Leave unset variables as they are written. */
  readonly keepUnset?: boolean
  /** What substitutions may cost, over all words together; once it is spent such words are unknown. */
  readonly budget?: Budget
}

export interface ExpandedWord {
  readonly text: string
  /** The text split at spaces that are neither quoted nor escaped. */
  readonly words: readonly string[]
  /** Set when the text hangs on a variable nobody can know here; then neither text nor words mean anything. */
  readonly unknown?: string | undefined
}

/**
 * Expands one word of an instruction: quotes, escapes and variables in all forms the Dockerfile reference lists.
 * Rules: https://docs.docker.com/reference/dockerfile/#environment-replacement, and where that is silent, BuildKit's behaviour
 *
 * @throws BadWordError for an unclosed quote or brace, an unknown modifier, or `${a:?message}` of an unset variable
 */
export function expandWord(word: string, options: WordOptions): ExpandedWord {
  const plain = !/[$'"\\`\s\u0085]/.test(word)
  if (plain) return { text: word, words: word === '' ? [] : [word] }
  return new WordReader(word, options).read()
}

/** Characters that are never special, and no space. */
const PLAIN_RUN = /[^'"$\\`\s\u0085}/]+/y
const SPECIAL_PARAMETERS = '@*#?-$!0'

class WordReader {
  readonly #word: string
  readonly #options: WordOptions
  #at = 0
  #rawEscapes: boolean
  #unknown: string | undefined
  readonly #budget: Budget

  constructor(word: string, options: WordOptions) {
    this.#word = word
    this.#options = options
    this.#rawEscapes = options.rawEscapes ?? false
    this.#budget = options.budget ?? { left: 100_000, characters: 2_000_000 }
  }

  read(): ExpandedWord {
    const { text, words } = this.#readUntil(undefined, this.#rawEscapes, 0)
    return { text, words, unknown: this.#unknown }
  }

  /** Reads up to a closing character, which is taken too, or to the end. */
  #readUntil(stop: string | undefined, rawEscapes: boolean, depth: number): { text: string; words: string[] } {
    if (depth > MAX_DEPTH) throw new BadWordError('variables are nested too deeply')
    const outer = this.#rawEscapes
    this.#rawEscapes = rawEscapes
    const out = new WordCollector()
    for (;;) {
      const character = this.#word[this.#at]
      if (character === undefined) break
      if (character === stop) {
        this.#at++
        this.#rawEscapes = outer
        return out.finish()
      }
      PLAIN_RUN.lastIndex = this.#at
      const run = PLAIN_RUN.exec(this.#word)?.[0]
      if (run !== undefined) {
        this.#at += run.length
        out.addQuoted(run)
      } else if (character === "'") out.addQuoted(this.#readSingleQuotes())
      else if (character === '"') out.addQuoted(this.#readDoubleQuotes(depth))
      else if (character === '$') out.addText(this.#readDollar(depth))
      else this.#readPlain(character, out)
    }
    if (stop !== undefined) throw new BadWordError(`a '${stop}' is missing`)
    this.#rawEscapes = outer
    return out.finish()
  }

  #readPlain(character: string, out: WordCollector): void {
    this.#at++
    if (character !== this.#options.escape) return out.addText(character)
    if (this.#rawEscapes) out.addQuoted(character)
    const escaped = this.#word[this.#at++]
    if (escaped !== undefined) out.addQuoted(escaped)
  }

  #readSingleQuotes(): string {
    const end = this.#word.indexOf("'", this.#at + 1)
    if (end < 0) throw new BadWordError('a single quote is not closed')
    const inner = this.#word.slice(this.#at + 1, end)
    this.#at = end + 1
    return this.#options.rawQuotes ? `'${inner}'` : inner
  }

  #readDoubleQuotes(depth: number): string {
    const quote = this.#options.rawQuotes ? '"' : ''
    const { escape } = this.#options
    const parts = [quote]
    for (this.#at++; ;) {
      const character = this.#word[this.#at]
      if (character === undefined) throw new BadWordError('a double quote is not closed')
      if (character === '$') {
        parts.push(this.#readDollar(depth))
        continue
      }
      this.#at++
      if (character === '"') return parts.join('') + quote
      if (character !== escape) {
        parts.push(character)
        continue
      }
      if (this.#rawEscapes) parts.push(character)
      const next = this.#word[this.#at]
      if (next === undefined) continue
      if (next === '"' || next === '$' || next === escape) this.#at++
      parts.push(next === '"' || next === '$' || next === escape ? next : character)
    }
  }

  #readDollar(depth: number): string {
    this.#at++
    if (this.#word[this.#at] !== '{') {
      const name = this.#readName()
      if (name === '') return '$'
      return this.#valueOf(name) ?? (this.#options.keepUnset ? `$${name}` : '')
    }
    this.#at++
    const first = this.#word[this.#at]
    if (first === undefined || '{}:'.includes(first)) throw new BadWordError('a substitution in ${…} is empty or not closed')
    const name = this.#readName()
    const modifier = this.#word[this.#at++]
    if (modifier === '}') return this.#valueOf(name) ?? (this.#options.keepUnset ? `\${${name}}` : '')
    if (modifier === '/') return this.#readReplacement(name, depth)
    const colon = modifier === ':'
    const operator = colon ? this.#word[this.#at++] : modifier
    // After a colon anything is read up to the brace before it is refused.
    if (operator === undefined || !(colon || '+-?#%'.includes(operator))) {
      throw new BadWordError(`\${${name}${modifier ?? ''}…} is not a substitution`)
    }
    return this.#readModified(name, colon, operator, depth)
  }

  #readModified(name: string, colon: boolean, operator: string, depth: number): string {
    const before = this.#unknown
    const trims = operator === '#' || operator === '%'
    const word = this.#readUntil('}', trims, depth + 1).text
    const unknownWord = this.#unknown
    // The word counts only where it is used.
    this.#unknown = before
    const value = this.#valueOf(name)
    if (this.#unknown !== before) return ''
    if (value === undefined && this.#options.keepUnset) return `\${${name}${colon ? ':' : ''}${operator}${word}}`
    const given = value !== undefined && !(colon && value === '')
    const useWord = (): string => {
      this.#unknown = unknownWord
      return word
    }
    switch (operator) {
      case '-':
        return given ? value : useWord()
      case '+':
        return given ? useWord() : ''
      case '?':
        if (given) return value
        throw new BadWordError(`${name}: ${word || (value === undefined ? 'is not allowed to be unset' : 'is not allowed to be empty')}`)
      case '#':
      case '%':
        return this.#trim(name, value ?? '', operator, useWord())
      default:
        throw new BadWordError(`\${${name}:${operator}…} is not a substitution`)
    }
  }

  #trim(name: string, value: string, operator: '#' | '%', word: string): string {
    if (word === '') throw new BadWordError(`\${${name}${operator}} lacks a pattern`)
    const longest = word.startsWith(operator)
    return this.#patterned(name, () =>
      removePattern(value, longest ? word.slice(1) : word, { from: operator === '#' ? 'start' : 'end', longest, budget: this.#budget }),
    )
  }

  #readReplacement(name: string, depth: number): string {
    const all = this.#word[this.#at] === '/'
    if (all) this.#at++
    const pattern = this.#readUntil('/', true, depth + 1).text
    const replacement = this.#readUntil('}', true, depth + 1).text
    const value = this.#valueOf(name)
    if (value === undefined && this.#options.keepUnset) return `\${${name}/${pattern}/${replacement}}`
    return this.#patterned(name, () => replacePattern(value ?? '', pattern, { replacement, all, budget: this.#budget }))
  }

  #patterned(name: string, apply: () => string | undefined): string {
    if (this.#unknown !== undefined) return ''
    const result = apply()
    if (result === undefined) this.#unknown = name
    return result ?? ''
  }

  #valueOf(name: string): string | undefined {
    const value = this.#options.lookup(name)
    const length = typeof value === 'string' ? value.length : 0
    if (value !== UNKNOWN && length <= this.#budget.characters) {
      this.#budget.characters -= length
      return value
    }
    this.#unknown ??= name
    return ''
  }

  /** Letters, digits and `_`; only digits after a first digit; or one special parameter. */
  #readName(): string {
    const rest = this.#word.slice(this.#at, this.#at + MAX_NAME)
    const first = rest[0] ?? ''
    const name = /^\p{Nd}+/u.exec(rest)?.[0] ?? (SPECIAL_PARAMETERS.includes(first) ? first : (/^[\p{L}\p{Nd}_]+/u.exec(rest)?.[0] ?? ''))
    this.#at += name.length
    return name
  }
}

const MAX_NAME = 1000
const MAX_DEPTH = 100

/** Collects a text and, beside it, its words. */
class WordCollector {
  readonly #text: string[] = []
  readonly #words: string[] = []
  #word = ''

  /** Text in quotes or escaped: spaces in it do not split. */
  addQuoted(text: string): void {
    this.#text.push(text)
    this.#word += text
  }

  addText(text: string): void {
    this.#text.push(text)
    for (const character of text) {
      if (isSpace(character)) this.#endWord()
      else this.#word += character
    }
  }

  finish(): { text: string; words: string[] } {
    this.#endWord()
    return { text: this.#text.join(''), words: this.#words }
  }

  #endWord(): void {
    if (this.#word !== '') this.#words.push(this.#word)
    this.#word = ''
  }
}
