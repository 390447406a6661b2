import { createRequire } from 'node:module'
import type * as jsonc from 'jsonc-parser'

const require = createRequire(import.meta.url)

/** A value to put at a path of a JSON text, or to take from there where it is undefined. */
export interface JsonChange {
  readonly path: readonly (string | number)[]
  readonly value: unknown
}

/**
 * Changes JSON that may hold comments and trailing commas. All that is not changed stays as it is: comments, order, indentation, line ends.
 *
 * @param text that `parseJsonWithComments` takes
 * @param changes one after the other: each is of what the ones before have left
 */
export function editJson(text: string, changes: readonly JsonChange[]): string {
  const library = require('jsonc-parser') as typeof jsonc
  const { applyEdits, modify } = library
  const formattingOptions = readFormat(text)
  return changes.reduce((before, { path, value }) => {
    const edits = value === undefined ? planRemoval(library, before, path) : modify(before, [...path], value, { formattingOptions })
    return applyEdits(before, edits)
  }, text)
}

/**
 * The library's own removal leaves a comma behind where a trailing one stands, and no JSON where the last entry of a list goes.
 * https://github.com/microsoft/node-jsonc-parser/blob/main/src/impl/edit.ts
 */
function planRemoval(library: typeof jsonc, text: string, path: JsonChange['path']): jsonc.Edit[] {
  const { createScanner, findNodeAtLocation, parseTree } = library
  const tree = parseTree(text, [], { allowTrailingComma: true })
  const value = tree && findNodeAtLocation(tree, [...path])
  const entry = value?.parent?.type === 'property' ? value.parent : value
  if (entry?.parent?.children === undefined) return []
  const end = entry.offset + entry.length
  const scanner = createScanner(text, true)
  const commaAfter = (position: number): number | undefined => {
    scanner.setPosition(position)
    scanner.scan()
    return text[scanner.getTokenOffset()] === ',' ? scanner.getTokenOffset() : undefined
  }
  const previous = entry.parent.children[entry.parent.children.indexOf(entry) - 1]
  const comma = commaAfter(end) ?? (previous && commaAfter(previous.offset + previous.length))
  const removed = (offset: number, length: number): jsonc.Edit => ({ offset, length, content: '' })
  if (comma === undefined) return [removed(...wholeLines(text, entry.offset, end))]
  if (comma < entry.offset) return [removed(comma, 1), removed(...wholeLines(text, entry.offset, end))]
  // A comment may lie between.
  if (text.slice(end, comma).trim() !== '') return [removed(entry.offset, entry.length), removed(comma, 1)]
  return [removed(...wholeLines(text, entry.offset, comma + 1))]
}

/** Where nothing else is on its lines, with these; else with the blanks behind it. */
function wholeLines(text: string, start: number, end: number): [offset: number, length: number] {
  const before = /(?:^|\n)([ \t]*)$/.exec(text.slice(0, start))?.[1]
  const after = /^[ \t]*(?:\r?\n|$)/.exec(text.slice(end))?.[0]
  if (before !== undefined && after !== undefined) return [start - before.length, before.length + end - start + after.length]
  return [start, end - start + (/^[ \t]*/.exec(text.slice(end))?.[0].length ?? 0)]
}

/** What is added looks like what is there. */
function readFormat(text: string): jsonc.FormattingOptions {
  const indentation = /^[ \t]+(?=\S)/m.exec(text)?.[0] ?? '  '
  return { insertSpaces: !indentation.includes('\t'), tabSize: indentation.length, eol: text.includes('\r\n') ? '\r\n' : '\n' }
}
