/** Links between files of this repository, in every Markdown page: the file has to be there, and so has the heading. */
import { posix } from 'node:path'

const LINK = /\]\(([^)\s]+)\)/g
const INLINE_CODE = /`[^`\n]*`/g
const FENCE = /^\s*(`{3,}|~{3,})/

/**
 * @param {readonly string[]} paths of all files, posix, from the root of the repository
 * @param {(path: string) => string} read the text of one of them
 */
export function createLinkChecker(paths, read) {
  const files = new Set(paths)
  const folders = new Set(paths.flatMap((path) => path.split('/').map((_, depth, parts) => parts.slice(0, depth).join('/'))))
  /** @type {Map<string, ReadonlySet<string>>} */
  const known = new Map()
  const anchorsOf = (/** @type {string} */ path) => {
    const anchors = known.get(path) ?? findAnchors(read(path))
    known.set(path, anchors)
    return anchors
  }

  /** @type {(page: string, target: string) => boolean} */
  const leadsSomewhere = (page, target) => {
    const [path = '', anchor] = target.split('#')
    const file = path === '' ? page : posix.join(posix.dirname(page), path)
    if (!files.has(file)) return folders.has(file.replace(/\/$/, '')) && anchor === undefined
    return anchor === undefined || !file.endsWith('.md') || anchorsOf(file).has(anchor)
  }

  /**
   * @param {string} page
   * @param {string} text
   * @returns {string[]} one `path:line: message` for each link that leads nowhere
   */
  return (page, text) => {
    if (!page.endsWith('.md')) return []
    return prose(text).flatMap((line, index) => {
      const targets = [...line.matchAll(LINK)].map(([, target = '']) => target).filter((target) => !/^(?:[a-z]+:|\/)/.test(target))
      return targets
        .filter((target) => !leadsSomewhere(page, target))
        .map((target) => `${page}:${index + 1}: links to ${target}, which is not there`)
    })
  }
}

/** What GitHub calls the headings of a page. @param {string} text */
export function findAnchors(text) {
  /** @type {Set<string>} */
  const anchors = new Set()
  for (const line of prose(text, (code) => code)) {
    const heading = /^#{1,6}\s+(.*)$/.exec(line)?.[1]
    if (heading === undefined) continue
    const anchor = toAnchor(heading)
    let name = anchor
    for (let count = 1; anchors.has(name); count += 1) name = `${anchor}-${count}`
    anchors.add(name)
  }
  return anchors
}

/** As GitHub makes it: https://docs.github.com/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#section-links */
function toAnchor(/** @type {string} */ heading) {
  const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').trim()
  return words
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-')
}

/**
 * The lines of a page, with nothing in place of code.
 *
 * @param {string} text
 * @param {(code: string) => string} inline what becomes of code within a line
 */
function prose(text, inline = () => '') {
  /** @type {string | undefined} */
  let fence
  return text.split('\n').map((line) => {
    const mark = FENCE.exec(line)?.[1]
    if (fence === undefined && mark === undefined) return line.replace(INLINE_CODE, inline)
    if (fence === undefined) fence = mark
    else if (mark !== undefined && mark.startsWith(fence)) fence = undefined
    return ''
  })
}
