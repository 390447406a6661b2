import { createLineCounter } from './pin.js'

/**
 * Words that cannot be assigned to in a configuration: Groovy's keywords, and the properties that every block has already.
 * https://groovy-lang.org/syntax.html#_keywords, https://docs.groovy-lang.org/latest/html/api/groovy/lang/Closure.html
 */
export const GROOVY_KEYWORDS: ReadonlySet<string> = new Set([
  ...'abstract as assert boolean break byte case catch char class const continue def default do double else enum extends'.split(' '),
  ...'false final finally float for goto if implements import in instanceof int interface long native new null package'.split(' '),
  ...'permits private protected public record return sealed short static strictfp super switch synchronized this'.split(' '),
  ...'threadsafe throw throws trait transient true try var void volatile while yield'.split(' '),
  ...'delegate directive it maximumNumberOfParameters metaClass owner parameterTypes resolveStrategy thisObject'.split(' '),
])

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', "'": "\\'", '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/**
 * A text in single quotes, in which nothing is put in; control characters without an escape of their own are left out, since `\u000a` is
 * a line's end to Groovy wherever it stands. https://groovy-lang.org/syntax.html#_single_quoted_string
 */
export function renderGroovyString(text: string): string {
  return `'${text.replace(/[\\'\p{Cc}]/gu, (char) => ESCAPES[char] ?? '')}'`
}

export interface GroovyString {
  readonly value: string
  /** Where it begins, from 1. */
  readonly line: number
  /** Its offset. */
  readonly from: number
}

/** Comments, and strings of every kind of quotes; those of three quotes go on over lines, the others do not. */
const TOKEN =
  /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'''([\s\S]*?)'''|"""([\s\S]*?)"""|'([^'\\\n]*(?:\\.[^'\\\n]*)*)'|"([^"\\\n]*(?:\\.[^"\\\n]*)*)"/g

/**
 * The strings of a Groovy text, comments left out. Those into which something is put (`"${params.registry}/x"`) have no value before the
 * script runs, and are left out as well. No escape but that of a quote, a `$` or a backslash makes sense in what they are read for.
 */
export function findGroovyStrings(text: string): GroovyString[] {
  const lineOf = createLineCounter(text)
  return [...text.matchAll(TOKEN)].flatMap(({ index, 1: longPlain, 2: longFilled, 3: plain, 4: filled }) => {
    const body = longPlain ?? longFilled ?? plain ?? filled
    if (body === undefined) return []
    if ((longFilled ?? filled) !== undefined && /(?:^|[^\\])\$/.test(body)) return []
    return [{ value: body.replace(/\\([\\'"$])/g, '$1'), line: lineOf(index), from: index }]
  })
}
