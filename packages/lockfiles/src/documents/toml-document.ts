import { parse, TomlError } from 'smol-toml'
import { BadLockfileError } from '../lockfile.js'
import { type Fields, fieldsOf } from './json-document.js'

/** A table of an array of tables, `[[package]]`, by the line of its header. */
export interface TomlEntry {
  /** Undefined where the item is no table. */
  readonly fields: Fields | undefined
  readonly line: number
}

export interface TomlDocument {
  readonly root: Fields
  /** The items of an array of the root; undefined where there is none, or something else. */
  entriesOf(name: string): readonly TomlEntry[] | undefined
  /** Line of a header, `[metadata]`, or of a key of the root; 1 where there is none. */
  lineOf(name: string): number
}

/**
 * Reads a TOML text. Its parser refuses a key that stands twice.
 *
 * @throws BadLockfileError with the place of the first fault
 */
export function readToml(text: string): TomlDocument {
  const root = parseToml(text)
  const lines = text.split('\n')
  return {
    root,
    lineOf: (name) =>
      Math.max(
        0,
        lines.findIndex((line) => startsWithName(line, name)),
      ) + 1,
    entriesOf(name) {
      const items: unknown = root[name]
      if (!Array.isArray(items)) return undefined
      const headers = lines.flatMap((line, index) => (isHeader(line, name) ? [index + 1] : []))
      // Otherwise the items are written in another way, and their lines are not known.
      const known = headers.length === items.length
      return items.map((item: unknown, index) => ({ fields: fieldsOf(item), line: known ? (headers[index] ?? 1) : (headers[0] ?? 1) }))
    },
  }
}

function parseToml(text: string): Fields {
  try {
    return parse(text, { integersAsBigInt: 'asNeeded' })
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    // Its message goes on with a drawing of the place.
    const [, why = 'it cannot be read from here on'] = /^Invalid TOML document: ([^\n]*)/.exec(error.message) ?? []
    throw new BadLockfileError(`This is not TOML: ${why}.`, error.line, error.column)
  }
}

function isHeader(line: string, name: string): boolean {
  return line.startsWith('[[') && line.slice(2, line.indexOf(']]')).trim() === name
}

function startsWithName(line: string, name: string): boolean {
  return line.startsWith(`[${name}]`) || line.startsWith(`[[${name}]]`) || new RegExp(`^${name}\\s*=`).test(line)
}
