import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type YAMLMap } from 'yaml'
import { BadLockfileError } from './lockfile.js'

/** Characters the full parser is asked to read: it needs about a second for so many. */
const MAX_LENGTH = 4 * 1024 * 1024

const MAX_DEPTH = 100

/** Each is an error to the parser, which takes time quadratic in their number. */
const MAX_STRAY = 1000

/** A YAML text whose values know their lines. */
export interface YamlDocument {
  readonly root: YAMLMap
  /** Line of a value, or of a pair's key; 1 where it has none of its own. */
  readonly lineOf: (node: unknown) => number
}

/**
 * Reads a YAML text whose root is a mapping. Aliases are not followed, so that none can multiply: no file this is for has any.
 *
 * @throws BadLockfileError with the place of the first fault
 */
export function readYaml(text: string): YamlDocument {
  if (text.length > MAX_LENGTH) throw new BadLockfileError('It is too long to be read.', 1)
  refuseDepth(text)
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'silent', merge: false, uniqueKeys: false })
  const [error] = document.errors
  if (error) {
    const { line, col } = lines.linePos(error.pos[0])
    throw new BadLockfileError(`This is not YAML: ${error.message}`, line, col)
  }
  const root: unknown = document.contents
  if (!isMap(root)) throw new BadLockfileError('It is YAML, but no mapping.', 1)
  return { root, lineOf: (node) => lineOf(node, lines) }
}

/**
 * Refuses nesting that no real file has. The parser recurses, and a stack that ends while V8 compiles one of its expressions ends the
 * whole process. Counts too much rather than too little: brackets in texts count as well.
 */
function refuseDepth(text: string): void {
  let open = 0
  let stray = 0
  text.split('\n').forEach((line, index) => {
    const indentation = /^[ \t]*/.exec(line)?.[0].length ?? 0
    const compact = line.match(/[-?:](?=[ \t])/g)?.length ?? 0
    for (const bracket of line.match(/[[\]{}]/g) ?? []) {
      const opens = bracket === '[' || bracket === '{'
      if (!opens && open === 0) stray++
      open = Math.max(0, open + (opens ? 1 : -1))
    }
    if (stray > MAX_STRAY) throw new BadLockfileError('It closes too many brackets that it does not open.', index + 1)
    if (indentation > MAX_DEPTH || compact > MAX_DEPTH || open > MAX_DEPTH)
      throw new BadLockfileError('It is nested too deeply to be read.', index + 1)
  })
}

/** The value of a key; undefined where there is none. */
export function valueOf(map: unknown, key: string): unknown {
  if (!isMap(map)) return undefined
  return map.items.find((pair) => isScalar(pair.key) && pair.key.value === key)?.value ?? undefined
}

/** Items of a list; none for anything else. */
export function itemsOf(node: unknown): readonly unknown[] {
  return isSeq(node) ? node.items : []
}

/** Keys and values of a mapping whose keys are plain; none for anything else. */
export function entriesOf(node: unknown): readonly { key: string; value: unknown }[] {
  if (!isMap(node)) return []
  return node.items.flatMap(({ key, value }) => (isScalar(key) ? [{ key: String(key.value), value: value ?? undefined }] : []))
}

/** A plain value as text, as written where YAML would make a number of it: `1.10` stays so. */
export function textOf(node: unknown): string | undefined {
  if (!isScalar(node) || node.value === null || isAlias(node)) return undefined
  if (typeof node.value === 'string') return node.value === '' ? undefined : node.value
  return node.source ?? (typeof node.value === 'number' || typeof node.value === 'boolean' ? String(node.value) : undefined)
}

/** The comment behind a plain value, without its `#`; empty where there is none. */
export function commentOf(node: unknown): string {
  return (isScalar(node) && node.comment) || ''
}

function lineOf(node: unknown, lines: LineCounter): number {
  const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined
  return Array.isArray(range) && typeof range[0] === 'number' ? lines.linePos(range[0]).line : 1
}
