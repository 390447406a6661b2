import { isSpace, trimSpace, trimStart } from './go-space.js'

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

/** Where a word stands in an instruction's text, quotes and backslashes included. */
export interface WordSpan {
  readonly start: number
  readonly end: number
}

/** Where the parts of an instruction stand in its text. */
export interface CommandSpans {
  /** In the order of {@link Command.flags}. */
  readonly flags: readonly WordSpan[]
  /** Where what is left begins. */
  readonly rest: number
}

/** Says where {@link splitCommand} found flags and what is left. */
export function locateCommand(text: string): CommandSpans {
  const start = text.length - trimStart(text).length
  const blank = BLANKS.exec(text.slice(start))
  if (blank === null) return { flags: [], rest: text.length }
  const after = start + blank.index + blank[0].length
  const tail = text.slice(after)
  if (!tail.startsWith('--')) return { flags: [], rest: after }
  const bytes = Buffer.from(tail, 'utf8').toString('latin1')
  const { spans, rest } = new FlagReader(bytes).read()
  const offsetOf = createOffsets(bytes)
  const flags = spans.map(({ start, end }) => ({ start: after + offsetOf(start), end: after + offsetOf(end) }))
  const left = after + offsetOf(bytes.length - rest.length)
  const tailLeft = text.slice(left)
  return { flags, rest: left + tailLeft.length - trimStart(tailLeft).length }
}

/** Turns ascending offsets in bytes into offsets in text, each byte looked at once. */
function createOffsets(bytes: string): (at: number) => number {
  let [done, offset] = [0, 0]
  return (at) => {
    offset += Buffer.from(bytes.slice(done, at), 'latin1').toString('utf8').length
    done = at
    return offset
  }
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

  read(): { flags: string[]; spans: WordSpan[]; rest: string } {
    const flags: string[] = []
    const spans: WordSpan[] = []
    for (;;) {
      while (isSpace(this.#text[this.#at] ?? '')) this.#at++
      const start = this.#at
      if (!this.#text.startsWith('--', start)) return { flags, spans, rest: this.#text.slice(start) }
      const flag = this.#readWord()
      if (flag === '--') return { flags, spans, rest: this.#text.slice(this.#at) }
      flags.push(flag)
      spans.push({ start, end: this.#at })
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
