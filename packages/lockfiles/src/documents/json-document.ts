import jsonc from 'jsonc-parser'
import { BadLockfileError } from '../lockfile.js'
import { renderName } from '../source-address.js'
import { LineFinder } from './line-finder.js'

export type Fields = Readonly<Record<string, unknown>>

/** A JSON text whose root is an object. */
export interface JsonDocument {
  readonly root: Fields
  /** Line of a key of the object that a key of the root holds: `lineOf('Packages', 'dplyr')`; of the root's key where there is none. */
  readonly lineOf: (section: string, key?: string) => number
}

/**
 * Reads a JSON object. A key that stands twice in one object is a fault: parsers differ in which of the two they take.
 *
 * @throws BadLockfileError with the place of the first fault
 */
export function readJson(text: string): JsonDocument {
  const value = parse(text)
  const root = fieldsOf(value)
  if (root === undefined) throw new BadLockfileError('It is JSON, but no object.', 1)
  const lines = locateKeys(text)
  const find = (...path: readonly string[]) => lines.get(JSON.stringify(path))
  return { root, lineOf: (section, key) => (key === undefined ? undefined : find(section, key)) ?? find(section) ?? 1 }
}

/** The fields of a value; undefined for what is no object. */
export function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined
}

/** A text that is not empty; undefined for anything else. */
export function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Whether a field that is to be a text is something else. */
export function isNoText(value: unknown): boolean {
  return value !== undefined && typeof value !== 'string'
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw findFault(text)
  }
}

interface OpenValue {
  /** Undefined for a list. */
  readonly keys: Set<string> | undefined
  /** Of the value it is in, as far as lines are asked for. */
  readonly path: readonly string[] | undefined
  key: string
}

/** Depth of keys whose line can be asked for. */
const MAX_DEPTH = 2

/** What has a meaning in a text that is known to be JSON. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],]/g

/**
 * Lines of the keys of the upper two levels. Only for a text that `JSON.parse` has taken: strings and brackets alone are looked at, which costs a
 * twentieth of a parser with places.
 */
function locateKeys(text: string): ReadonlyMap<string, number> {
  const finder = new LineFinder(text)
  const lines = new Map<string, number>()
  const open: OpenValue[] = []
  let isKey = false
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    const inside = open.at(-1)
    if (token === '{' || token === '[') {
      const path = inside === undefined ? [] : inside.path && open.length < MAX_DEPTH ? [...inside.path, inside.key] : undefined
      open.push({ keys: token === '{' ? new Set() : undefined, path, key: '' })
      isKey = token === '{'
    } else if (token === '}' || token === ']') {
      open.pop()
      isKey = false
    } else if (token === ',') {
      isKey = inside?.keys !== undefined
    } else if (isKey && inside?.keys !== undefined) {
      isKey = false
      inside.key = JSON.parse(token) as string
      if (inside.keys.has(inside.key)) throw duplicate(text, inside.key, index)
      inside.keys.add(inside.key)
      if (inside.path !== undefined) lines.set(JSON.stringify([...inside.path, inside.key]), finder.lineOf(index))
    }
  }
  return lines
}

function duplicate(text: string, key: string, at: number): BadLockfileError {
  return new BadLockfileError(`The key ${renderName(key)} stands twice.`, new LineFinder(text).lineOf(at), at - text.lastIndexOf('\n', at))
}

/** Where a text that `JSON.parse` refused goes wrong: its own message has no position in many cases, and none that all versions write alike. */
function findFault(text: string): BadLockfileError {
  const end = text.trimEnd().length
  try {
    const onError: jsonc.JSONVisitor['onError'] = (code, offset, ...[, line, column]) => {
      const what = FAULTS[jsonc.printParseErrorCode(code)] ?? 'it cannot be read from here on'
      const isAtEnd = offset >= end && what.endsWith(HERE)
      const message = isAtEnd ? `The file ends where ${what.slice(0, -HERE.length)} is expected.` : `This is not JSON: ${what}.`
      // The first is enough, and others only follow from it.
      throw new BadLockfileError(message, line + 1, column + 1)
    }
    jsonc.visit(text, { onError }, { disallowComments: true, allowTrailingComma: false })
  } catch (error) {
    if (error instanceof BadLockfileError) return error
    throw error
  }
  return new BadLockfileError('This is not JSON.', 1)
}

const HERE = ' is expected here'

/** What jsonc-parser names, in words. */
const FAULTS: Readonly<Record<string, string>> = {
  InvalidSymbol: 'this is no word of it',
  InvalidNumberFormat: 'this is no number',
  PropertyNameExpected: 'a key is expected here',
  ValueExpected: 'a value is expected here',
  ColonExpected: 'a colon is expected here',
  CommaExpected: 'a comma is expected here',
  CloseBraceExpected: 'a closing } is expected here',
  CloseBracketExpected: 'a closing ] is expected here',
  EndOfFileExpected: 'nothing more is expected here',
  InvalidCommentToken: 'it has no comments',
  UnexpectedEndOfString: 'this text does not end in its line',
  UnexpectedEndOfNumber: 'this number is not complete',
  InvalidUnicode: 'this text has a \\u without four digits',
  InvalidEscapeCharacter: 'this text has a \\ before a character that needs none',
  InvalidCharacter: 'this text has a control character',
}
