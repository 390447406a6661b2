import { data, Evaluator, Lexer, Parser } from '@actions/expressions'
import { truthy } from '@actions/expressions/result'

/** What an expression may look at: `github`, `needs`, `matrix` and so on, as plain data, and how the run stands. */
export interface Scope {
  readonly contexts: Readonly<Record<string, unknown>>
  readonly status: Status
}

/** Of the run so far, or of what a job needs. */
export interface Status {
  readonly cancelled: boolean
  /** Something has failed. */
  readonly failure: boolean
  /** All has ended well, and nothing was left out. */
  readonly success: boolean
}

const EXPRESSION = String.raw`\$\{\{((?:[^}']|'[^']*'|\}(?!\}))*)\}\}`
const WHOLE = new RegExp(String.raw`^\s*${EXPRESSION}\s*$`)
const EACH = new RegExp(EXPRESSION, 'g')

/** A text with `${{ … }}` filled in. One that is nothing but an expression keeps its value's type. */
export function evaluateTemplate(text: unknown, scope: Scope): unknown {
  if (typeof text !== 'string') return text
  const whole = WHOLE.exec(text)
  if (whole) return toPlain(evaluate(whole[1] ?? '', scope))
  return text.replace(EACH, (_, inner: string) => evaluate(inner, scope).coerceString())
}

/** An `if`: without a question about the status it asks for success as well. */
export function evaluateCondition(condition: string | undefined, scope: Scope): boolean {
  const text = (condition ?? '').trim()
  const inner = (/^\$\{\{(.*)\}\}$/s.exec(text)?.[1] ?? text).trim() || 'true'
  if (!asksForStatus(inner) && !scope.status.success) return false
  return truthy(evaluate(inner, scope))
}

const STATUS_FUNCTIONS: Readonly<Record<string, (status: Status) => boolean>> = {
  always: () => true,
  cancelled: ({ cancelled }) => cancelled,
  failure: ({ failure, cancelled }) => failure && !cancelled,
  success: ({ success }) => success,
}

function asksForStatus(text: string): boolean {
  const names = new Lexer(text).lex().tokens.map(({ lexeme }) => lexeme.toLowerCase())
  return names.some((name, index) => name in STATUS_FUNCTIONS && names[index + 1] === '(')
}

/** @throws Error for what GitHub would refuse too */
function evaluate(text: string, { contexts, status }: Scope): data.ExpressionData {
  const functions = Object.entries(STATUS_FUNCTIONS).map(([name, holds]) => {
    return { name, minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(holds(status)) }
  })
  const parsed = new Parser(new Lexer(text).lex().tokens, Object.keys(contexts), functions).parse()
  const known = JSON.parse(JSON.stringify(contexts), data.reviver) as data.Dictionary
  return new Evaluator(parsed, known, new Map(functions.map((one) => [one.name, one]))).evaluate()
}

function toPlain(value: data.ExpressionData): unknown {
  return JSON.parse(JSON.stringify(value, data.replacer))
}

/** A value as GitHub writes it into a text. */
export function toText(value: unknown): string {
  return (JSON.parse(JSON.stringify(value ?? null), data.reviver) as data.ExpressionData).coerceString()
}
