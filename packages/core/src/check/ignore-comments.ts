import type { SourceInstruction } from './source/source-instruction.js'

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
  const lines = text.split('\n')
  return lines.flatMap((written, index) => {
    const [, names] = COMMENT.exec(written) ?? []
    if (names === undefined) return []
    let next = index + 1
    while (next < lines.length && /^\s*(?:#|$)/.test(lines[next] ?? '')) next++
    const to = instructions.find(({ line }) => line === next + 1)?.end ?? next + 1
    return [{ line: index + 1, rules: names.split(',').map((name) => name.trim()), from: index + 2, to }]
  })
}
