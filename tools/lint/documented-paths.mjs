/** Paths of this repository that documentation names in its text, and that are not there; links are the part of `markdown-links.mjs`. */
import { posix } from 'node:path'

/** Pages made of examples are left out. */
const PAGE = /^(?:README|CONTRIBUTING)\.md$|^docs\/(?!rules\.md|errors\.md).*\.md$|^packages\/nx\/README\.md$/
const CODE = /`([^`\n]+)`/g
const SPEC = /(?<![*.\w-])([\w-]+(?:\.int|\.e2e)?\.spec\.(?:ts|mjs))\b/g
/** A path written out: no pattern, no placeholder, no option of a command. */
const PLAIN = /^[\w@.-]+(?:\/[\w@.-]+)+\/?$/
/** How CONTRIBUTING.md shows what spec files are called. */
const EXAMPLES = new Set(['x.spec.ts', 'x.int.spec.ts'])

/** @param {readonly string[]} paths of all files, posix, from the workspace root */
export function createPathFinder(paths) {
  const files = new Set(paths)
  const folders = new Set(paths.flatMap((path) => path.split('/').map((_, depth, parts) => parts.slice(0, depth).join('/'))))
  const packages = new Set(paths.flatMap((path) => /^packages\/([^/]+)\//.exec(path)?.[1] ?? []))
  const names = new Set(paths.map((path) => posix.basename(path)))
  const exists = (/** @type {string} */ path) => files.has(path) || folders.has(path.replace(/\/$/, ''))

  /** @param {string} line @returns {string[]} */
  const missingIn = (line) => {
    const written = [...line.matchAll(CODE)].flatMap(([, text = '']) => (isMissing(text) ? [text] : []))
    const specs = [...line.matchAll(SPEC)].flatMap(([, name = '']) => (names.has(name) || EXAMPLES.has(name) ? [] : [name]))
    return [...new Set([...written, ...specs])]
  }

  /** Architecture pages leave `packages/` out. @param {string} text */
  const isMissing = (text) => {
    const top = text.split('/')[0] ?? ''
    if (!PLAIN.test(text)) return false
    if (['packages', 'tools', 'docs'].includes(top)) return !exists(text)
    return packages.has(top) && /^[\w-]+\/(?:src|schemas|site)\//.test(text) && !exists(`packages/${text}`)
  }

  /**
   * @param {string} path
   * @param {string} text
   * @returns {string[]} one `path:line: message` for each
   */
  return (path, text) => {
    if (!PAGE.test(path)) return []
    return text
      .split('\n')
      .flatMap((line, index) => missingIn(line).map((missing) => `${path}:${index + 1}: names ${missing}, which is not there`))
  }
}
