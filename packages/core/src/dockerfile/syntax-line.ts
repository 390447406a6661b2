import { parseDirective } from './directives.js'

/** The frontend that reads a Dockerfile: an image, like a base. */
export interface SyntaxLine {
  /** As written, without the frontend's own arguments: `docker/dockerfile:1`. */
  readonly reference: string
  readonly line: number
}

/**
 * Finds `# syntax=`. BuildKit looks for it after a line that begins with `#!`, too, where no other directive counts.
 * Rules: https://docs.docker.com/reference/dockerfile/#syntax
 *
 * @param text of a Dockerfile
 */
export function findSyntaxLine(text: string): SyntaxLine | undefined {
  const lines = text.replace(/^\ufeff/, '').split('\n', MOST_DIRECTIVES + 1)
  const start = lines[0]?.startsWith('#!') ? 1 : 0
  for (const [index, line] of lines.entries()) {
    if (index < start) continue
    const directive = parseDirective(line)
    if (directive === undefined) return undefined
    if (directive.name === 'syntax') return { reference: frontendOf(directive.value), line: index + 1 }
  }
  return undefined
}

/** What follows the first space is the frontend's command line. @param value of `# syntax=` or of the build argument `BUILDKIT_SYNTAX` */
export function frontendOf(value: string): string {
  return value.split(' ', 1)[0] ?? value
}

/** None may be there twice, so that the first lines hold them all. */
const MOST_DIRECTIVES = 4

/** The build argument that names a frontend and wins over the Dockerfile's own. https://docs.docker.com/build/buildkit/frontend/ */
export const SYNTAX_ARGUMENT = 'BUILDKIT_SYNTAX'
