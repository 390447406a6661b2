import { BadWordError } from './bad-word.js'
import { expandWord } from './shell-word.js'

/** A here-document's word: `<<EOF`, `<<-"EOF"`, `3<<EOF`. */
export interface Heredoc {
  /** The line that ends it. */
  readonly name: string
  /** `<<-`: tabs before that line do not count. */
  readonly stripsTabs: boolean
}

const NOTHING_SET = { escape: '\\', lookup: () => undefined, keepUnset: true } as const
const AS_WRITTEN = { ...NOTHING_SET, rawQuotes: true, rawEscapes: true } as const

/**
 * Reads one word as a here-document; nothing when it is none.
 *
 * @throws BadWordError for quotes that do not close
 */
function parseHeredoc(word: string): Heredoc | undefined {
  const match = /^\d*<<(-?)([^<]+)$/.exec(word)
  if (match === null) return undefined
  const { words } = expandWord(match[2] ?? '', NOTHING_SET)
  const [name] = words
  return words.length === 1 && name !== undefined ? { name, stripsTabs: match[1] === '-' } : undefined
}

/** True for a source or destination that BuildKit takes for a here-document. */
export function isHeredoc(word: string): boolean {
  if (!word.includes('<<')) return false
  try {
    return parseHeredoc(word) !== undefined
  } catch (error) {
    if (error instanceof BadWordError) return false
    throw error
  }
}

/**
 * The here-documents of an instruction, in order; their bodies follow it. A line whose quotes do not close has none.
 * Rules: https://docs.docker.com/reference/dockerfile/#here-documents
 */
export function findHeredocs(line: string): Heredoc[] {
  if (!line.includes('<<')) return []
  return splitWords(line).flatMap((word) => parseHeredoc(word) ?? [])
}

function splitWords(line: string): readonly string[] {
  try {
    return expandWord(line, AS_WRITTEN).words
  } catch (error) {
    if (error instanceof BadWordError) return []
    throw error
  }
}
