import { parseDirective } from './directives.js'
import { trimStart } from './go-space.js'
import { badDockerfile } from './bad-dockerfile.js'
import type { Heredoc } from './heredoc.js'

/** An instruction's text once its continuation lines are joined. */
export interface LogicalLine {
  readonly text: string
  /** The physical line it begins on, from 1. */
  readonly line: number
}

/**
 * Joins physical lines to instructions, as BuildKit's own reader does. dockerfile-ast is not used: besides what
 * `parse-dockerfile.ts` says of it, it takes another view of comments, escapes and blank lines inside an instruction.
 * Rules: https://docs.docker.com/reference/dockerfile/#format
 */
export class SourceLines {
  readonly #lines: readonly string[]
  readonly #file: string
  readonly #directives = new Map<string, string>()
  #escape = '\\'
  #mayHoldDirectives = true
  #next = 0

  constructor(text: string, file: string) {
    const lines = text.replace(/^\ufeff/, '').split('\n')
    if (lines.at(-1) === '') lines.pop()
    this.#lines = lines
    this.#file = file
  }

  /** The character that continues lines, `\` unless `# escape=` says otherwise. */
  get escape(): string {
    return this.#escape
  }

  /** The directives read so far, by name in lower case. */
  get directives(): ReadonlyMap<string, string> {
    return this.#directives
  }

  /** How many physical lines have been read. */
  get position(): number {
    return this.#next
  }

  /** Physical lines as they are, line ends of Windows included, from one position up to another. */
  linesBetween(start: number, end: number): readonly string[] {
    return this.#lines.slice(start, end)
  }

  /** The next physical line without its line end, for bodies of here-documents. */
  readRaw(): string | undefined {
    const line = this.#lines[this.#next]
    if (line === undefined) return undefined
    this.#next++
    return trimLineEnd(line)
  }

  /** The lines of a here-document, up to the one that ends it, which is read too; undefined where none does. */
  readBody({ name, stripsTabs }: Heredoc): string[] | undefined {
    const body: string[] = []
    for (let raw = this.readRaw(); raw !== undefined; raw = this.readRaw()) {
      if ((stripsTabs ? raw.replace(/^\t+/, '') : raw) === name) return body
      body.push(raw)
    }
    return undefined
  }

  /** The next instruction's line; comments and blank lines are passed over. */
  readLogical(): LogicalLine | undefined {
    for (let raw = this.readRaw(); raw !== undefined; raw = this.readRaw()) {
      const line = this.#next
      const first = trimStart(raw)
      this.#readDirective(first)
      const { text, continues } = this.#splitContinuation(first.startsWith('#') ? '' : first)
      if (text === '' && !continues) continue
      return { text: continues ? text + this.#readContinuation() : text, line }
    }
    return undefined
  }

  #readContinuation(): string {
    const parts: string[] = []
    for (let raw = this.readRaw(); raw !== undefined; raw = this.readRaw()) {
      this.#readDirective(raw)
      const start = trimStart(raw)
      if (start === '' || start.startsWith('#')) continue
      if (/^(?:<{7}|>{7})(?: |$)/.test(raw)) throw conflictMarker(this.#file, this.#next)
      const { text, continues } = this.#splitContinuation(raw)
      parts.push(text)
      if (!continues) break
    }
    return parts.join('')
  }

  /** An escape at a line's end continues it, space after it aside, unless another escape stands before it. */
  #splitContinuation(line: string): { text: string; continues: boolean } {
    let end = line.length
    while (line[end - 1] === ' ' || line[end - 1] === '\t') end--
    const continues = line[end - 1] === this.#escape && line[end - 2] !== this.#escape
    return { text: continues ? line.slice(0, end - 1) : line, continues }
  }

  #readDirective(line: string): void {
    if (!this.#mayHoldDirectives) return
    const directive = parseDirective(line)
    if (directive === undefined) {
      this.#mayHoldDirectives = false
      return
    }
    const { name, value } = directive
    const place = { file: this.#file, line: this.#next }
    if (this.#directives.has(name)) throw badDockerfile(`There is more than one '# ${name}=' line.`, place, 'Keep one of them.')
    if (name === 'escape') {
      if (value !== '\\' && value !== '`') throw badDockerfile(`'# escape=' takes \\ or \`, not '${value}'.`, place)
      this.#escape = value
    }
    this.#directives.set(name, value)
  }
}

export function conflictMarker(file: string, line: number) {
  return badDockerfile(
    'A merge conflict was left in the Dockerfile.',
    { file, line },
    'Keep one side, and remove the <<<<<<<, ======= and >>>>>>> lines.',
  )
}

function trimLineEnd(line: string): string {
  let end = line.length
  while (line[end - 1] === '\r') end--
  return line.slice(0, end)
}
