/** One entry of `package`: one package on one platform. */
export interface CondaLockEntry {
  readonly name?: string | undefined
  readonly version?: string | undefined
  readonly platform?: string | undefined
  readonly manager?: string | undefined
  readonly url?: string | undefined
  readonly line: number
}

/** A conda-lock.yml taken apart by its lines. */
export interface CondaLockLines {
  /** What stands before the packages, and is short. */
  readonly head: string
  readonly entries: readonly CondaLockEntry[]
}

const PACKAGES = /^package:[ \t]*\r?$/m
/** `- name: x` or `  version: 1.2`. */
const FIELD = /^(- | {2})([a-z_]+):(?: (.*))?$/
/** What a field holds further in: a requirement or a hash, on one line. */
const INNER = /^ {4,}(?:- )?[^\s#&*!|>%@`{}[\],"'][^:#\n]*: ?(?:'[^']*'|"[^"\\]*"|[^\s#&*!|>%@`"'{}[\]].*)?$/
const INNER_ITEM = /^ {2,}- (?:'[^']*'|"[^"\\]*"|[^\s#&*!|>%@`"'{}[\]:?-][^:#]*)$/
const NESTING = new Set(['dependencies', 'hash', 'constrains', 'source', 'categories'])
const PLAIN = /^[^\s#&*!|>%@`"'{}[\],?:-](?:[^#:]|:(?=\S)|#(?<=\S#))*$/

/**
 * Reads a conda-lock.yml as conda-lock writes it, a hundred times as fast as a YAML parser. It takes only what can mean one thing: one
 * field a line, plain or simply quoted, at the depths that conda-lock uses.
 *
 * @returns nothing when any line is of another form; then the text is for the full parser
 */
export function readCondaLockLines(text: string): CondaLockLines | undefined {
  const start = PACKAGES.exec(text)
  if (start === null) return undefined
  const head = text.slice(0, start.index)
  const reader = new EntryReader(head.split('\n').length)
  const lines = text.slice(start.index).split('\n')
  // conda-lock leaves the list where it is; other writers indent it.
  const margin = lines[1]?.startsWith('  - ') ? '  ' : ''
  for (let index = 1; index < lines.length; index++) {
    const raw = lines[index] ?? ''
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw
    if (line === '') continue
    if (!line.startsWith(margin) || !reader.readLine(line.slice(margin.length), index)) return undefined
  }
  return { head, entries: reader.entries }
}

class EntryReader {
  readonly entries: { -readonly [field in keyof CondaLockEntry]: CondaLockEntry[field] }[] = []
  readonly #firstLine: number
  #nesting = false

  constructor(firstLine: number) {
    this.#firstLine = firstLine
  }

  /** False for a line of a form it does not know. */
  readLine(line: string, index: number): boolean {
    if (this.#nesting && (INNER.test(line) || INNER_ITEM.test(line)) && line.startsWith('  ')) return true
    const [, lead, name, written = ''] = FIELD.exec(line) ?? []
    if (lead === undefined || name === undefined) return false
    if (lead === '- ') this.entries.push({ line: this.#firstLine + index })
    const entry = this.entries.at(-1)
    if (entry === undefined) return false
    this.#nesting = NESTING.has(name) && written === ''
    if (this.#nesting || written === '{}' || written === '[]' || written === '') return true
    const value = readScalar(written)
    if (value === undefined) return false
    if (name === 'name' || name === 'version' || name === 'platform' || name === 'manager' || name === 'url') entry[name] = value
    return true
  }
}

/** A value that is the same text in YAML, whatever type YAML gives it. */
function readScalar(written: string): string | undefined {
  const quote = written[0]
  if (quote === "'") return /^'([^']*)'$/.exec(written)?.[1]
  if (quote === '"') return /^"([^"\\]*)"$/.exec(written)?.[1]
  return PLAIN.test(written) && !written.endsWith(' ') ? written : undefined
}
