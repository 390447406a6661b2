/** Where a text stops being JSON. Lines and columns count from 1. */
export interface JsonFault {
  readonly message: string
  readonly line: number
  readonly column: number
}

type Expected = 'a value' | 'a value or ]' | 'a key' | 'a key or }' | 'a colon' | 'a comma or the closing bracket' | 'nothing more'

const TOKEN = /[{}[\]:,]|"(?:[^"\\\n]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y
const SPACE = /[ \t\r\n]*/y

/**
 * Finds where a text that `JSON.parse` refused goes wrong. The engine's own message has no position in many cases, and none that all
 * versions write alike. Iterative, and linear in the text's length.
 */
export function findJsonFault(text: string): JsonFault {
  const open: ('{' | '[')[] = []
  let expected: Expected = 'a value'
  for (let at = skipSpace(text, 0); ; at = skipSpace(text, at)) {
    if (at >= text.length) return fault(text, at, `The file ends where ${expected} is expected.`)
    TOKEN.lastIndex = at
    const token: string | undefined = TOKEN.exec(text)?.[0]
    const next: Expected | undefined = token === undefined ? undefined : advance(token, expected, open)
    if (token === undefined || next === undefined) return fault(text, at, `This is not JSON: ${expected} is expected here.`)
    expected = next
    at += token.length
  }
}

/** What may follow a token; nothing where the token itself is wrong. */
function advance(token: string, expected: Expected, open: ('{' | '[')[]): Expected | undefined {
  const closes = expected === 'a comma or the closing bracket'
  if (token === ']' || token === '}') {
    const empty = token === ']' ? expected === 'a value or ]' : expected === 'a key or }'
    if (!(closes || empty) || open.pop() !== (token === ']' ? '[' : '{')) return undefined
    return afterValue(open)
  }
  if (token === ',') return closes ? (open.at(-1) === '{' ? 'a key' : 'a value') : undefined
  if (token === ':') return expected === 'a colon' ? 'a value' : undefined
  if (expected === 'a key' || expected === 'a key or }') return token.startsWith('"') ? 'a colon' : undefined
  if (expected !== 'a value' && expected !== 'a value or ]') return undefined
  if (token !== '{' && token !== '[') return afterValue(open)
  open.push(token)
  return token === '{' ? 'a key or }' : 'a value or ]'
}

function afterValue(open: readonly unknown[]): Expected {
  return open.length === 0 ? 'nothing more' : 'a comma or the closing bracket'
}

function skipSpace(text: string, at: number): number {
  SPACE.lastIndex = at
  SPACE.exec(text)
  return SPACE.lastIndex
}

function fault(text: string, at: number, message: string): JsonFault {
  const before = text.slice(0, at)
  const line = before.split('\n').length
  return { message, line, column: at - before.lastIndexOf('\n') }
}
