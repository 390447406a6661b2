/** An expression of GitHub's, parsed. https://docs.github.com/actions/reference/workflows-and-actions/expressions */
export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'context'; readonly name: string }
  | { readonly kind: 'index'; readonly of: Expression; readonly by: Expression }
  | { readonly kind: 'filter'; readonly of: Expression }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'not'; readonly of: Expression }
  | { readonly kind: 'binary'; readonly operator: Operator; readonly left: Expression; readonly right: Expression }

export type Operator = '||' | '&&' | '==' | '!=' | '<' | '<=' | '>' | '>='

/** The loosest first. */
const LEVELS: readonly (readonly Operator[])[] = [['||'], ['&&'], ['==', '!='], ['<=', '>=', '<', '>']]

const TOKEN =
  /\s*(?:('(?:[^']|'')*')|(-?(?:0x[\da-f]+|\d+(?:\.\d+)?(?:e[+-]?\d+)?))|([A-Za-z_][\w-]*)|(\|\||&&|==|!=|<=|>=|[<>!()[\].,*]))/giy

/** @throws Error for what GitHub would refuse too, or what this rehearsal does not know */
export function parseExpression(text: string): Expression {
  const tokens = tokenize(text)
  let at = 0
  const peek = () => tokens[at]
  const take = (wanted?: string): string => {
    const token = tokens[at]
    if (token === undefined || (wanted !== undefined && token !== wanted))
      throw new Error(`Expected ${wanted ?? 'more'} in the expression: ${text}`)
    at += 1
    return token
  }
  const binary = (level: number): Expression => {
    const operators = LEVELS[level]
    if (!operators) return unary()
    let left = binary(level + 1)
    for (let operator = operators.find((one) => one === peek()); operator; operator = operators.find((one) => one === peek())) {
      take()
      left = { kind: 'binary', operator, left, right: binary(level + 1) }
    }
    return left
  }
  const unary = (): Expression => {
    if (peek() !== '!') return postfix(primary())
    take()
    return { kind: 'not', of: unary() }
  }
  const primary = (): Expression => {
    const token = take()
    if (token === '(') {
      const inner = binary(0)
      take(')')
      return inner
    }
    if (token.startsWith("'")) return { kind: 'literal', value: token.slice(1, -1).replaceAll("''", "'") }
    if (/^-?\d/.test(token)) return { kind: 'literal', value: Number(token) }
    if (token in CONSTANTS) return { kind: 'literal', value: CONSTANTS[token] ?? null }
    if (!/^[A-Za-z_]/.test(token)) throw new Error(`Unexpected ${token} in the expression: ${text}`)
    return peek() === '('
      ? { kind: 'call', name: token.toLowerCase(), args: callArguments() }
      : { kind: 'context', name: token.toLowerCase() }
  }
  const callArguments = (): Expression[] => {
    const args: Expression[] = []
    take('(')
    while (peek() !== ')') {
      args.push(binary(0))
      if (peek() !== ')') take(',')
    }
    take(')')
    return args
  }
  const postfix = (start: Expression): Expression => {
    let of = start
    for (let next = peek(); next === '.' || next === '['; next = peek()) {
      take()
      if (next === '[') {
        of = { kind: 'index', of, by: binary(0) }
        take(']')
      } else {
        const name = take()
        of = name === '*' ? { kind: 'filter', of } : { kind: 'index', of, by: { kind: 'literal', value: name } }
      }
    }
    return of
  }
  const parsed = binary(0)
  if (at < tokens.length) throw new Error(`Unexpected ${tokens[at] ?? ''} in the expression: ${text}`)
  return parsed
}

const CONSTANTS: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null }

function tokenize(text: string): string[] {
  const tokens: string[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const start = TOKEN.lastIndex
    const match = TOKEN.exec(text)
    if (!match) throw new Error(`Not an expression from column ${start}: ${text}`)
    tokens.push(match[0].trim())
  }
  return tokens
}
