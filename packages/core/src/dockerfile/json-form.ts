import { BadInstructionError } from './bad-instruction.js'
import { trimStart } from './go-space.js'

/**
 * The JSON form of an instruction's arguments. Text after the closing bracket is passed over, as BuildKit does; what is no
 * JSON is no error but the plain form.
 *
 * @returns nothing when the text is not in JSON form
 * @throws BadInstructionError for an array that holds anything but strings
 */
export function parseJsonForm(rest: string): string[] | undefined {
  const text = trimStart(rest)
  if (!text.startsWith('[')) return undefined
  const values = parseJsonArray(text)
  if (values === undefined) return undefined
  if (!values.every((value) => typeof value === 'string')) throw new BadInstructionError('takes only strings in JSON form')
  return values
}

function parseJsonArray(text: string): unknown[] | undefined {
  const end = endOfArray(text)
  if (end === undefined) return undefined
  try {
    const value: unknown = JSON.parse(text.slice(0, end))
    return Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Where the bracket that opens the text is closed, strings aside. */
function endOfArray(text: string): number | undefined {
  let depth = 0
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (quoted) {
      if (character === '\\') at++
      else if (character === '"') quoted = false
    } else if (character === '"') quoted = true
    else if (character === '[' || character === '{') depth++
    else if ((character === ']' || character === '}') && --depth === 0) return at + 1
  }
  return undefined
}
