import { trimSpace } from './go-space.js'

const NAMES = new Set(['syntax', 'escape', 'check'])
const DIRECTIVE = /^#[\t\n\f\r ]*([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=/

export interface Directive {
  readonly name: string
  readonly value: string
}

/**
 * Reads a line such as `# escape=\``. Anything else, even a blank line or another comment, ends the directives of a file.
 * Rules: https://docs.docker.com/reference/dockerfile/#parser-directives
 */
export function parseDirective(line: string): Directive | undefined {
  const match = DIRECTIVE.exec(line)
  const name = match?.[1]?.toLowerCase()
  if (match === null || name === undefined || !NAMES.has(name)) return undefined
  const value = trimSpace(line.slice(match[0].length))
  return value === '' ? undefined : { name, value }
}
