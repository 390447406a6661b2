import { Lexer, parseDocument } from 'yaml'

/**
 * Whether two YAML files say the same and have the same comments, however they are laid out: quotes, indentation, blank lines and the like are a matter of
 * the formatter of a repository, and no edit.
 */
export function isSameYaml(a: string, b: string): boolean {
  return a === b || (normalize(a) ?? a) === (normalize(b) ?? b)
}

/** The same text for all layouts; undefined for what is no YAML. */
function normalize(text: string): string | undefined {
  const document = parseDocument(text)
  return document.errors.length > 0 ? undefined : JSON.stringify([document.toJS(), commentsOf(text)])
}

/** The lexer puts this before the text of a scalar, which may begin like a comment. */
const SCALAR = '\u001F'

function commentsOf(text: string): string[] {
  const tokens = [...new Lexer().lex(text)]
  return tokens.flatMap((token, index) => (token.startsWith('#') && tokens[index - 1] !== SCALAR ? [token.trimEnd()] : []))
}
