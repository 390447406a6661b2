import { type Expression, type Operator, parseExpression } from './expression.js'
import { FUNCTIONS } from './functions.js'

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

/** A text with `${{ … }}` filled in. One that is nothing but an expression keeps its value's type. */
export function evaluateTemplate(text: unknown, scope: Scope): unknown {
  if (typeof text !== 'string') return text
  const whole = /^\s*\$\{\{((?:[^}']|'[^']*'|\}(?!\}))*)\}\}\s*$/.exec(text)
  if (whole) return evaluate(parseExpression(whole[1] ?? ''), scope)
  return text.replace(/\$\{\{((?:[^}']|'[^']*'|\}(?!\}))*)\}\}/g, (_, inner: string) => toText(evaluate(parseExpression(inner), scope)))
}

/** An `if`: without a question about the status it asks for success as well. */
export function evaluateCondition(condition: string | undefined, scope: Scope): boolean {
  const text = (condition ?? '').trim()
  const inner = /^\$\{\{(.*)\}\}$/s.exec(text)?.[1] ?? text
  const parsed: Expression = inner.trim() === '' ? { kind: 'literal', value: true } : parseExpression(inner)
  const wanted = asksForStatus(parsed) ? true : scope.status.success
  return wanted && isTruthy(evaluate(parsed, scope))
}

const STATUS_FUNCTIONS: Readonly<Record<string, (status: Status) => boolean>> = {
  always: () => true,
  cancelled: ({ cancelled }) => cancelled,
  failure: ({ failure, cancelled }) => failure && !cancelled,
  success: ({ success }) => success,
}

function asksForStatus(expression: Expression): boolean {
  switch (expression.kind) {
    case 'call':
      return expression.name in STATUS_FUNCTIONS || expression.args.some(asksForStatus)
    case 'binary':
      return asksForStatus(expression.left) || asksForStatus(expression.right)
    case 'index':
      return asksForStatus(expression.of) || asksForStatus(expression.by)
    case 'not':
    case 'filter':
      return asksForStatus(expression.of)
    case 'literal':
    case 'context':
      return false
  }
}

/** What came of a `.*`, so that what follows is looked up in each. */
class Filtered {
  constructor(readonly items: readonly unknown[]) {}
}

export function evaluate(expression: Expression, scope: Scope): unknown {
  const value = evaluateInner(expression, scope)
  return value instanceof Filtered ? [...value.items] : value
}

function evaluateInner(expression: Expression, scope: Scope): unknown {
  switch (expression.kind) {
    case 'literal':
      return expression.value
    case 'context':
      // An unknown context is refused by GitHub before anything runs.
      if (!(expression.name in scope.contexts)) throw new Error(`There is no context '${expression.name}' here`)
      return scope.contexts[expression.name]
    case 'not':
      return !isTruthy(evaluate(expression.of, scope))
    case 'filter': {
      const of = evaluateInner(expression.of, scope)
      return new Filtered(of instanceof Filtered ? of.items.flatMap(members) : members(of))
    }
    case 'index': {
      const [of, by] = [evaluateInner(expression.of, scope), evaluate(expression.by, scope)]
      return of instanceof Filtered
        ? new Filtered(of.items.map((item) => lookUp(item, by)).filter((item) => item !== null))
        : lookUp(of, by)
    }
    case 'call':
      return call(expression.name, expression.args, scope)
    case 'binary':
      return binary(expression.operator, expression, scope)
  }
}

function call(name: string, args: readonly Expression[], scope: Scope): unknown {
  const status = STATUS_FUNCTIONS[name]
  if (status) return status(scope.status)
  const known = FUNCTIONS[name]
  if (!known) throw new Error(`This rehearsal does not know the function ${name}`)
  return known(...args.map((arg) => evaluate(arg, scope)))
}

function binary(operator: Operator, { left, right }: { left: Expression; right: Expression }, scope: Scope): unknown {
  const first = evaluate(left, scope)
  if (operator === '&&') return isTruthy(first) ? evaluate(right, scope) : first
  if (operator === '||') return isTruthy(first) ? first : evaluate(right, scope)
  const second = evaluate(right, scope)
  if (operator === '==') return isEqual(first, second)
  if (operator === '!=') return !isEqual(first, second)
  const [a, b] =
    typeof first === 'string' && typeof second === 'string'
      ? [first.toLowerCase(), second.toLowerCase()]
      : [toNumber(first), toNumber(second)]
  if (operator === '<') return a < b
  if (operator === '<=') return a <= b
  return operator === '>' ? a > b : a >= b
}

/** Names of properties are told apart without regard to case. */
function lookUp(of: unknown, by: unknown): unknown {
  if (Array.isArray(of)) return (of[toNumber(by)] as unknown) ?? null
  if (typeof of !== 'object' || of === null) return null
  const wanted = toText(by).toLowerCase()
  const key = Object.keys(of).find((name) => name.toLowerCase() === wanted)
  return key === undefined ? null : ((of as Record<string, unknown>)[key] ?? null)
}

function members(of: unknown): unknown[] {
  if (typeof of !== 'object' || of === null) return []
  return Array.isArray(of) ? of : Object.values(of)
}

/** Values of different kinds are compared as numbers; objects only with themselves. */
function isEqual(a: unknown, b: unknown): boolean {
  const [first, second] = [a ?? null, b ?? null]
  if (typeof first === 'string' && typeof second === 'string') return first.toLowerCase() === second.toLowerCase()
  if (typeof first === typeof second && first !== null && second !== null) return first === second
  if (first === null && second === null) return true
  return toNumber(first) === toNumber(second)
}

function toNumber(value: unknown): number {
  if (value === null || value === undefined) return 0
  if (typeof value === 'string') return value.trim() === '' ? 0 : Number(value)
  return typeof value === 'object' ? NaN : Number(value)
}

export function isTruthy(value: unknown): boolean {
  return !(value === null || value === undefined || value === false || value === 0 || value === '' || Number.isNaN(value))
}

export function toText(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'object') return Array.isArray(value) ? 'Array' : 'Object'
  return typeof value === 'string' ? value : JSON.stringify(value)
}
