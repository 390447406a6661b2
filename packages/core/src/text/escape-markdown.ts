import { visibleLine } from './visible.js'

/** A text that means itself in a cell of a table, on one line. */
export function escapeMarkdown(text: string): string {
  return visibleLine(oneLine(text)).replace(/[\\`*_{}[\]<>|&~#@!]/g, (char) => `&#${char.codePointAt(0) ?? 0};`)
}

/**
 * A text from outside as a code span, on one line; not for cells of a table, where a `|` would end it.
 * Backticks within: https://spec.commonmark.org/0.31.2/#code-spans
 */
export function renderCodeSpan(text: string): string {
  const line = visibleLine(oneLine(text))
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return line === '' || longest > 0 ? `${fence} ${line} ${fence}` : `${fence}${line}${fence}`
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ')
}
