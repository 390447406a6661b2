import type { Reads } from '../dockerfile/reads.js'
import { dedupe } from '../dockerfile/merge-reads.js'
import { createGlob, hasWildcards, splitWildcards } from '../pattern/glob.js'
import type { IgnoreRules } from './ignore-rules.js'
import type { PathRule } from '../pattern/path-rule.js'

/** A path a build may read with everything below it; a pattern of the globs Nx takes, and its plain form where it has one. */
interface Area {
  readonly glob: string
  /** Set when no wildcard is in it; `''` is the whole context. */
  readonly plain?: string | undefined
}

/**
 * Nx globs, relative to the module, for the files a build may read: never one too few, whatever files come or go, and none
 * too many where globs can tell. Each source gives two, for the file and for the folder it may be; an ignore rule becomes a
 * pattern with `!` where no other rule can take back a part of it, and a rule that ignores everything leaves only what others
 * take back. Targets of links are not known here: see `followLinks`.
 *
 * @param always files that are inputs for other reasons: since one `!` in a list of inputs holds for all of it, a rule that
 *   ignores one of them gives none
 */
export function renderInputPatterns(reads: Reads, rules: IgnoreRules, always: readonly string[] = BUILD_FILES): string[] {
  const tooMany = reads.sources.length * rules.rules.length > MAX_COMPARISONS
  const sources = reads.wholeContext || tooMany ? [WHOLE] : reads.sources.map(sourceArea)
  const allowed = allowedAreas(rules.rules)
  const areas = sources.flatMap((source) => (allowed ? allowed.flatMap((area) => intersect(source, area)) : [source]))
  const kept = withoutContained(dedupe(areas, ({ glob }) => glob))
  const positive = kept.flatMap(patternsOf)
  return positive.length === 0 ? [] : [...new Set([...positive, ...negativePatterns(rules.rules, kept, always)])]
}

/** What a build is defined by, which ignore rules often name. */
const BUILD_FILES = ['Dockerfile', '.dockerignore', 'Dockerfile.dockerignore', 'image-lock.json', 'project.json']

/** Sources times rules, and rules times rules with `!`; what would take more is answered with more files. */
const MAX_COMPARISONS = 1_000_000

/** Folders in one another: as many as any path may have, so that a hostile ignore rule costs no more. */
const MAX_DEPTH = 2048

const WHOLE: Area = { glob: '', plain: '' }

function patternsOf({ glob }: Area): string[] {
  return glob === '' ? ['**/*'] : [glob, `${glob}/**/*`]
}

function sourceArea({ pattern, glob, parents }: Reads['sources'][number]): Area {
  if (parents) {
    const plain = !glob && !pattern.includes('\\')
    return plain ? plainArea(pattern) : folderArea(splitWildcards(pattern).base)
  }
  if (!glob) return plainArea(pattern)
  const { base, glob: rest } = splitWildcards(pattern)
  const translated = translateGlob(rest)
  if (translated === undefined) return folderArea(base)
  return { glob: base === '' ? translated : `${escapeForNx(base)}/${translated}` }
}

function plainArea(path: string): Area {
  return { glob: escapeForNx(path), plain: path }
}

/** Everything below a folder, whatever a pattern in it says. */
function folderArea(base: string): Area {
  return base.includes('\\') ? WHOLE : plainArea(base)
}

/** A character that means something in globs is replaced by one that matches any. */
function escapeForNx(path: string): string {
  return path.replace(/[*?[\]{}()!\\]/g, '?')
}

/** Go's pattern as Nx's, or wider; nothing for a class that may take a slash. Nx counts bytes, so `?` may be several. */
function translateGlob(pattern: string): string | undefined {
  const out: string[] = []
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] ?? ''
    const afterStar = out.at(-1)?.endsWith('*') ?? false
    if (character === '*') out.push(...(afterStar ? [] : ['*']))
    else if (character === '?') out.push(afterStar ? '?' : '?*')
    else if (character === '\\') out.push(escapeForNx(pattern[++at] ?? ''))
    else if (character === '[') {
      const end = endOfClass(pattern, at)
      if (mayTakeSlash(pattern.slice(at, end + 1))) return undefined
      at = end
      out.push('?*')
    } else out.push(escapeForNx(character))
  }
  return out.join('')
}

function mayTakeSlash(characterClass: string): boolean {
  return createGlob(characterClass)?.matches('/') ?? true
}

function endOfClass(pattern: string, start: number): number {
  let at = start + 1
  while (at < pattern.length && (pattern[at] !== ']' || at === start + 1)) at += pattern[at] === '\\' ? 2 : 1
  return at
}

/** What a rule that ignores everything may leave; nothing when there is no such rule. */
function allowedAreas(rules: readonly PathRule[]): Area[] | undefined {
  if (!rules.some(({ negated, pattern }) => !negated && ['*', '**', '**/*'].includes(pattern))) return undefined
  const negated = rules.filter((rule) => rule.negated)
  return negated.map(({ pattern }) => (isPlain(pattern) ? plainArea(pattern) : WHOLE))
}

/** What two areas share, or more; nothing when they share nothing for sure. */
function intersect(source: Area, allowed: Area): Area[] {
  if (contains(allowed, source) || allowed.plain === source.plain) return [source]
  if (contains(source, allowed)) return [allowed]
  return source.plain === undefined ? [source] : []
}

/** True when the first area surely holds all of the second, and is another. */
function contains(outer: Area, inner: Area): boolean {
  if (outer.plain === undefined || outer.glob === inner.glob) return false
  return outer.plain === '' || (inner.plain?.startsWith(`${outer.plain}/`) ?? false)
}

/** Leaves out what lies in another area. */
function withoutContained(areas: readonly Area[]): Area[] {
  const plain = new Set(areas.map((area) => area.plain))
  return areas.filter((area) => {
    if (area.plain === '') return true
    if (plain.has('')) return false
    const parts = area.plain?.split('/') ?? []
    // One pattern too many is no harm.
    return parts.length > MAX_DEPTH || !parts.some((_, depth) => depth > 0 && plain.has(parts.slice(0, depth).join('/')))
  })
}

/**
 * Patterns of files that are ignored whatever comes, as far as they touch what is read. Rules with `!` count wherever they
 * stand: a rule after them is not asked about a folder that an earlier one ignores, and so may miss what lies in it.
 */
function negativePatterns(rules: readonly PathRule[], areas: readonly Area[], always: readonly string[]): string[] {
  const takingBack = rules.filter(({ negated }) => negated)
  // Too many to compare: a pattern with `!` less is the safe side.
  if (rules.length * takingBack.length > MAX_COMPARISONS) return []
  return rules.flatMap((rule) => {
    if (rule.negated || takingBack.some((other) => mayOverlap(rule, other)) || always.some((path) => hides(rule, path))) return []
    const glob = nxFormOf(rule.pattern)
    if (glob === undefined || !areas.some((area) => mayTouch(rule, area))) return []
    return glob.endsWith('/**/*') ? [`!${glob}`] : [`!${glob}`, `!${glob}/**/*`]
  })
}

/** Whether a rule with `!` may take back something this one ignores. */
function mayOverlap(rule: PathRule, other: PathRule): boolean {
  if (isPlain(other.pattern)) return touches(rule, other.pattern)
  return isPlain(rule.pattern) ? touches(other, rule.pattern) : true
}

function mayTouch(rule: PathRule, { plain }: Area): boolean {
  return plain === undefined || plain === '' || touches(rule, plain)
}

/** Whether a rule may match a path, one of its parents, or something below it. */
function touches(rule: PathRule, path: string): boolean {
  return hides(rule, path) || rule.mayMatchBelow(path)
}

function hides(rule: PathRule, path: string): boolean {
  const parts = path.split('/')
  // What may be hidden gets no pattern with `!`, which is the safe side.
  return rule.fault !== undefined || parts.length > MAX_DEPTH || parts.some((_, depth) => rule.matches(parts.slice(0, depth + 1).join('/')))
}

/** The rule as Nx's glob, or narrower; nothing when a glob could match more than the rule. */
function nxFormOf(pattern: string): string | undefined {
  if (pattern === '.' || pattern === '/' || pattern === '..' || pattern.startsWith('../')) return undefined
  if (/[?[\]{}()!\\^+@|]/.test(pattern)) return undefined
  const parts = pattern.split('/')
  if (parts.some((part) => part.includes('**') && part !== '**')) return undefined
  return parts.at(-1) === '**' ? `${pattern}/*` : pattern
}

function isPlain(pattern: string): boolean {
  return !hasWildcards(pattern) && !/[\\\]^]/.test(pattern)
}
