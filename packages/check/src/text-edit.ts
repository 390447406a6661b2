/** One change within a line of a file, or a line added. Lines and columns count from 1. */
export interface TextEdit {
  /** Posix path from the workspace root. */
  readonly file: string
  /** One past the last line means the file's end. */
  readonly line: number
  readonly column: number
  readonly insert: string
}

/** Applies insertions to a text, those at one place in the order given. The same one twice, as two findings may ask for it, counts once. */
export function applyEdits(text: string, edits: readonly Omit<TextEdit, 'file'>[]): string {
  const starts = lineStarts(text)
  const unique = new Map(edits.map((edit) => [JSON.stringify([edit.line, edit.column, edit.insert]), edit]))
  const placed = [...unique.values()].map(({ line, column, insert }) => ({ at: offsetOf(line, column, starts, text), insert }))
  const parts: string[] = []
  let done = 0
  for (const { at, insert } of placed.sort((a, b) => a.at - b.at)) {
    parts.push(text.slice(done, at), insert)
    done = at
  }
  return parts.join('') + text.slice(done)
}

/** An edit that adds a line at the end of a file. */
export function appendLine(file: string, text: string, line: string): TextEdit {
  const complete = text === '' || text.endsWith('\n')
  return { file, line: text.split('\n').length + 1, column: 1, insert: `${complete ? '' : '\n'}${line}\n` }
}

function lineStarts(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

function offsetOf(line: number, column: number, starts: readonly number[], text: string): number {
  const start = starts[line - 1]
  return start === undefined ? text.length : Math.min(start + column - 1, text.length)
}
