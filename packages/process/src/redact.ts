import { printableLine } from './printable.js'

/** Takes secrets out of a text. */
export type Redact = (text: string) => string

const BLANK = '***'
/** A shorter line of a longer secret (`}`, `- a`) would blank what is no secret; a secret that is short as a whole is blanked all the same. */
const SHORTEST_LINE = 4

/**
 * Blanks the values of secrets, whole and each of their lines, as they are and as output has them: made printable, in one line, in a URL, in
 * base64 beside other bytes. Values that overlap in a text leave nothing of either.
 */
export function createRedactor(values: readonly Uint8Array[]): Redact {
  const forms = [...new Set(values.flatMap(formsOf))].filter((form) => form !== '')
  if (forms.length === 0) return (text) => text
  return (text) => blank(text, findRanges(text, forms))
}

function formsOf(value: Uint8Array): string[] {
  const whole = Buffer.from(value).toString('utf8').trim()
  const lines = whole.split(/[\r\n]+/).filter((line) => line.trim().length >= SHORTEST_LINE)
  const inUrl = encodeURIComponent(whole)
  const plain = [whole, whole.replace(/\s+/g, ' '), ...lines.map((line) => line.trim())]
  return [...plain, ...plain.map(printableLine), inUrl, ...base64Forms(Buffer.from(whole))].map((form) => form.trim())
}

/** The part of a value's base64 that is the same whatever stands before and after it: at each of three offsets, whole groups of bits. */
function base64Forms(value: Buffer): string[] {
  return [0, 1, 2].flatMap((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), value])
      .toString('base64')
      .replace(/=+$/, '')
    const bits = (offset + value.length) * 8
    const sure = text.slice(Math.ceil((offset * 8) / 6), Math.floor(bits / 6))
    return sure.length < SHORTEST_LINE * 2 ? [] : [sure, sure.replaceAll('+', '-').replaceAll('/', '_')]
  })
}

interface Range {
  readonly start: number
  readonly end: number
}

function findRanges(text: string, forms: readonly string[]): Range[] {
  return forms.flatMap((form) => {
    const found: Range[] = []
    for (let start = text.indexOf(form); start >= 0; start = text.indexOf(form, start + 1)) found.push({ start, end: start + form.length })
    return found
  })
}

function blank(text: string, ranges: readonly Range[]): string {
  let result = ''
  let done = 0
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
    if (start >= done) result += text.slice(done, start) + BLANK
    done = Math.max(done, end)
  }
  return result + text.slice(done)
}
