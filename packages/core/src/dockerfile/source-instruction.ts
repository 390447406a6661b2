import { findHeredocs } from './heredoc.js'
import { mayHaveHeredocs } from './parse-instruction.js'
import { trimStart } from './go-space.js'
import { SourceLines } from './source-lines.js'
import { splitCommand } from './split-command.js'

/** An instruction as it stands in the file, for what {@link Dockerfile} does not keep. */
export interface SourceInstruction {
  /** Upper case. */
  readonly keyword: string
  /** First and last line, bodies of here-documents apart. */
  readonly line: number
  readonly end: number
  /** Index of its stage; -1 before the first FROM. */
  readonly stage: number
  readonly flags: readonly string[]
  /** All of it, continuation lines joined. */
  readonly whole: SourceLine
  /** What follows keyword and flags, continuation lines joined. */
  readonly rest: SourceText
  readonly heredocs: readonly SourceText[]
}

/** A text that knows where each of its characters stands in the file. */
export interface SourceText {
  readonly text: string
  /** Place of a character by its offset; lines and columns count from 1. */
  placeOf(offset: number): { readonly line: number; readonly column: number }
}

/** A whole instruction: its parts may stand on several lines. */
export interface SourceLine extends SourceText {
  /** Where the characters from `start` up to `end` stand, a span for each physical line that holds some. */
  spansOf(start: number, end: number): SourceSpan[]
}

/** Characters of one physical line. */
export interface SourceSpan {
  readonly line: number
  readonly column: number
  readonly length: number
}

/**
 * The instructions of a Dockerfile with their text, by the reader that `parseDockerfile` uses.
 *
 * @param text of a file that `parseDockerfile` accepts
 * @throws ModuleImagesError where it does not
 */
export function readInstructions(text: string, file: string): SourceInstruction[] {
  const reader = new SourceLines(text, file)
  const lines = text.replace(/^\ufeff/, '').split('\n')
  const instructions: SourceInstruction[] = []
  let stage = -1
  for (let logical = reader.readLogical(); logical !== undefined; logical = reader.readLogical()) {
    const command = splitCommand(logical.text)
    const { pieces, end } = joinPieces(lines, logical.line, reader.escape)
    if (command.keyword.toUpperCase() === 'FROM') stage++
    const heredocs: SourceText[] = []
    let next = end + 1
    for (const heredoc of mayHaveHeredocs(command) ? findHeredocs(logical.text) : []) {
      const body = reader.readBody(heredoc) ?? []
      heredocs.push(bodyText(body, next))
      next += body.length + 1
    }
    const start = logical.text.lastIndexOf(command.rest)
    instructions.push({
      keyword: command.keyword.toUpperCase(),
      line: logical.line,
      end,
      stage,
      flags: command.flags,
      whole: {
        text: logical.text,
        placeOf: (offset) => placeIn(pieces, offset),
        spansOf: (from, to) => spansIn(pieces, from, to),
      },
      rest: { text: command.rest, placeOf: (offset) => placeIn(pieces, Math.max(0, start) + offset) },
      heredocs,
    })
  }
  return instructions
}

/** A physical line's part of an instruction: where it begins in the joined text, and in its own line. */
interface Piece {
  readonly at: number
  readonly line: number
  readonly column: number
}

/** A regular expression would try at each of a million spaces anew. */
function trimEnd(text: string, characters: string): string {
  let end = text.length
  while (end > 0 && characters.includes(text[end - 1] ?? '')) end--
  return text.slice(0, end)
}

/** Follows continuation lines as `SourceLines` does, which joins them but does not say where they were. */
function joinPieces(lines: readonly string[], start: number, escape: string): { pieces: Piece[]; end: number } {
  const pieces: Piece[] = []
  let length = 0
  let end = start
  for (let line = start; line <= lines.length; line++) {
    const raw = trimEnd(lines[line - 1] ?? '', '\r')
    const trimmed = trimStart(raw)
    if (line > start && (trimmed === '' || trimmed.startsWith('#'))) continue
    const own = line === start ? trimmed : raw
    const kept = trimEnd(own, ' \t')
    const continues = kept.endsWith(escape) && kept.at(-2) !== escape
    pieces.push({ at: length, line, column: raw.length - own.length + 1 })
    length += continues ? kept.length - 1 : own.length
    end = line
    if (!continues) break
  }
  return { pieces, end }
}

function placeIn(pieces: readonly Piece[], offset: number): { line: number; column: number } {
  const piece = pieces[findLastAtMost(offset, pieces.length, (index) => pieces[index]?.at ?? 0)]
  return piece ? { line: piece.line, column: piece.column + offset - piece.at } : { line: 1, column: 1 }
}

function spansIn(pieces: readonly Piece[], start: number, end: number): SourceSpan[] {
  return pieces.flatMap(({ at, line, column }, index) => {
    const [from, to] = [Math.max(start, at), Math.min(end, pieces[index + 1]?.at ?? Infinity)]
    return from < to ? [{ line, column: column + from - at, length: to - from }] : []
  })
}

function bodyText(body: readonly string[], first: number): SourceText {
  let starts: readonly number[] | undefined
  return {
    text: body.join('\n'),
    placeOf(offset) {
      const known = (starts ??= lineStarts(body))
      const line = findLastAtMost(offset, known.length, (index) => known[index] ?? 0)
      return { line: first + line, column: offset - (known[line] ?? 0) + 1 }
    },
  }
}

function lineStarts(body: readonly string[]): number[] {
  let at = 0
  return body.map((line) => {
    const start = at
    at += line.length + 1
    return start
  })
}

/** Index of the last of ascending numbers that is at most `most`; the first where none is. A rule may ask for thousands of places. */
function findLastAtMost(most: number, count: number, numberAt: (index: number) => number): number {
  let [low, high] = [0, count - 1]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (numberAt(middle) <= most) low = middle
    else high = middle - 1
  }
  return low
}
