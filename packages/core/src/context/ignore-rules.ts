import { ModuleImagesError } from '../errors.js'
import { trimSpace } from '../dockerfile/go-space.js'
import { cleanPath } from '../pattern/clean-path.js'
import { PathMatcher } from '../pattern/path-matcher.js'
import { BadPatternError, parsePathRule, type PathRule } from '../pattern/path-rule.js'

/** The rules of one ignore file, in its order. */
export interface IgnoreRules {
  readonly file: string
  readonly rules: readonly PathRule[]
  /** Applies them; keeps what it learned of folders. */
  readonly matcher: PathMatcher
}

/** What holds without an ignore file. */
export const NO_IGNORE_RULES: IgnoreRules = { file: '.dockerignore', rules: [], matcher: new PathMatcher([]) }

/** Characters of an ignore file: each costs some memory, and no file that somebody wrote comes near. */
const MOST_CHARACTERS = 4 * 1024 * 1024

/**
 * Names under which an ignore file may lie beside the Dockerfile, first come first served; one that is empty hides the
 * others. Rule: https://docs.docker.com/build/concepts/context/#filename-and-location
 *
 * BuildKit reads the ignore file and the Dockerfile whatever they say, but a COPY reaches neither of them when it is ignored.
 */
export function ignoreFileNames(dockerfileName: string): string[] {
  return [`${dockerfileName}.dockerignore`, '.dockerignore']
}

/**
 * Reads an ignore file as BuildKit does: a byte order mark is dropped, `#` begins a comment in the first column only, space
 * around a rule goes, paths are cleaned and count from the context's root.
 * Rules: https://docs.docker.com/build/concepts/context/#syntax and https://github.com/moby/patternmatcher
 *
 * @param file how the file is called in errors
 * @throws ModuleImagesError `bad-ignore-file` with the line, for a pattern Docker refuses whatever it is asked about, and for a file of
 *   more than four million characters
 */
export function parseIgnoreRules(text: string, file: string): IgnoreRules {
  if (text.length > MOST_CHARACTERS) {
    throw new ModuleImagesError({
      code: 'bad-ignore-file',
      kind: 'input',
      message: `${text.length} characters are too many for an ignore file; ${MOST_CHARACTERS} are the most.`,
      place: { file, line: 1 },
      fix: 'Name folders, or patterns, in place of each file.',
    })
  }
  const rules: PathRule[] = []
  const lines = text.replace(/^\ufeff/, '').split('\n')
  lines.forEach((raw, index) => {
    const rule = parseLine(raw, { file, line: index + 1 })
    if (rule) rules.push(rule)
  })
  return { file, rules, matcher: new PathMatcher(rules) }
}

/**
 * True when a build cannot see this path, posix and relative to the context. Its folder may still be there, for another's sake.
 *
 * @throws ModuleImagesError `bad-ignore-file` with the line, where that depends on a pattern Docker refuses when it comes to it
 */
export function isIgnored(rules: IgnoreRules, path: string): boolean {
  return rules.matcher.matches(path)
}

function parseLine(raw: string, place: { file: string; line: number }): PathRule | undefined {
  if (raw.startsWith('#')) return undefined
  const text = trimSpace(raw)
  if (text === '') return undefined
  const negated = text.startsWith('!')
  const written = negated ? trimSpace(text.slice(1)) : text
  const cleaned = written === '' ? '' : cleanPath(written)
  const pattern = cleaned.length > 1 && cleaned.startsWith('/') ? cleaned.slice(1) : cleaned
  // Docker cleans `!` and pattern once more together, and so makes a lone `!` of `!/`.
  if (negated && (pattern === '' || pattern === '/')) throw badRule(text, 'nothing follows the exclamation mark', place)
  const refuse = (error: unknown): never => {
    throw error instanceof BadPatternError ? badRule(text, error.message, place) : error
  }
  try {
    const rule = parsePathRule(negated ? cleanPath(`!${pattern}`).slice(1) : cleanPath(trimSpace(pattern)), negated)
    return rule.fault === undefined ? rule : { ...rule, matches: () => refuse(new BadPatternError(rule.fault)) }
  } catch (error) {
    return refuse(error)
  }
}

function badRule(rule: string, why: string, place: { file: string; line: number }): ModuleImagesError {
  return new ModuleImagesError({
    code: 'bad-ignore-file',
    kind: 'input',
    message: `The rule '${rule}' cannot be read: ${why}.`,
    place,
    fix: 'Docker refuses to build with such a rule: correct or remove it.',
  })
}
