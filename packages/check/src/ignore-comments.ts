import type { SourceInstruction } from '@module-images/core'

/** A comment that switches rules off for the lines after it. */
export interface IgnoreComment {
  readonly line: number
  readonly rules: readonly string[]
  /** First and last line it holds for. */
  readonly from: number
  readonly to: number
}

const COMMENT = /^[ \t]*#[ \t]*module-images:[ \t]*ignore[ \t]+([a-z0-9-]+(?:[ \t]*,[ \t]*[a-z0-9-]+)*)/

/**
 * Reads `# module-images: ignore RULE[, RULE] — reason`. It holds up to the next line that is neither empty nor a comment, and, where an
 * instruction of a Dockerfile begins there, for the whole of it.
 *
 * @param instructions of the text, where it is a Dockerfile
 */
export function readIgnoreComments(text: string, instructions: readonly SourceInstruction[] = []): IgnoreComment[] {
  if (!text.includes('module-images:')) return []
  const ends = new Map(instructions.map(({ line, end }) => [line, end]))
  const lines = text.split('\n')
  const comments: IgnoreComment[] = []
  let next = lines.length
  for (let index = lines.length - 1; index >= 0; index--) {
    const written = lines[index] ?? ''
    const [, names] = COMMENT.exec(written) ?? []
    const rules = [...new Set(names?.split(',').map((name) => name.trim()))]
    if (names !== undefined) comments.push({ line: index + 1, rules, from: index + 2, to: ends.get(next + 1) ?? next + 1 })
    if (!/^\s*(?:#|$)/.test(written)) next = index
  }
  return comments.reverse()
}

/** Answers, for places in ascending order of their lines, whether a comment switches a rule off there. */
export class SwitchedOff {
  readonly #comments: readonly IgnoreComment[]
  #next = 0
  /** By rule, the last line for which one of the comments so far holds. */
  readonly #until = new Map<string, number>()

  /** @param comments of one file, in order */
  constructor(comments: readonly IgnoreComment[]) {
    this.#comments = comments
  }

  has(rule: string, line: number): boolean {
    for (let comment = this.#comments[this.#next]; comment && comment.from <= line; comment = this.#comments[++this.#next]) {
      for (const id of comment.rules) this.#until.set(id, Math.max(comment.to, this.#until.get(id) ?? 0))
    }
    return line <= (this.#until.get(rule) ?? 0)
  }
}
