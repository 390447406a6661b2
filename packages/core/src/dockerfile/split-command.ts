import { isSpace, trimSpace } from './go-space.js'

/** An instruction taken apart as far as all have the same form. */
export interface Command {
  /** As written. */
  readonly keyword: string
  /** `--name` or `--name=value`, quotes and backslashes gone. */
  readonly flags: readonly string[]
  readonly rest: string
}

/** What separates words of an instruction: not every space, and no line feed. */
export const BLANKS = /[\t\v\f\r ]+/

/** Takes an instruction apart: keyword, flags, and what is left. */
export function splitCommand(text: string): Command {
  const line = trimSpace(text)
  const blank = BLANKS.exec(line)
  if (blank === null) return { keyword: line, flags: [], rest: '' }
  const after = line.slice(blank.index + blank[0].length)
  const { flags, rest } = splitFlags(after)
  return { keyword: line.slice(0, blank.index), flags, rest: trimSpace(rest) }
}

/**
 * BuildKit reads flags byte by byte, so that a letter outside ASCII falls apart; the path it names is then another one. The
 * text is made into one character a byte to fall apart the same way.
 */
function splitFlags(text: string): { flags: string[]; rest: string } {
  if (!text.startsWith('--')) return { flags: [], rest: text }
  const reader = new FlagReader(Buffer.from(text, 'utf8').toString('latin1'))
  const { flags, rest } = reader.read()
  return { flags, rest: Buffer.from(rest, 'latin1').toString('utf8') }
}

class FlagReader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  read(): { flags: string[]; rest: string } {
    const flags: string[] = []
    for (;;) {
      while (isSpace(this.#text[this.#at] ?? '')) this.#at++
      if (!this.#text.startsWith('--', this.#at)) return { flags, rest: this.#text.slice(this.#at) }
      const flag = this.#readWord()
      if (flag === '--') return { flags, rest: this.#text.slice(this.#at) }
      flags.push(flag)
    }
  }

  #readWord(): string {
    let word = ''
    let quote = ''
    for (; this.#at < this.#text.length; this.#at++) {
      let character = this.#text[this.#at] ?? ''
      if (quote === '' && isSpace(character)) break
      if (character === quote) {
        quote = ''
        continue
      }
      if (quote === '' && (character === "'" || character === '"')) {
        quote = character
        continue
      }
      if (character === '\\') character = this.#text[++this.#at] ?? ''
      word += character
    }
    return word
  }
}
