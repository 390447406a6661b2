import type { Readme, SafeHtml, SourceLinks } from '@module-images/catalogue'
import MarkdownIt, { type MarkdownIt as MarkdownRenderer, type Token } from 'markdown-it'
import type { Picture } from '../../files/read-picture.js'
import { firstParagraph } from '../../publish/module-page.js'

/** Where a README lies, and what its relative links lead to. */
export interface ReadmePlace {
  /** Name of the module, which its heading need not say again. */
  readonly module: string
  /** Posix path of its folder from the workspace root. */
  readonly root: string
  readonly links: SourceLinks | undefined
  /** The page of the module in a folder of the workspace, relative to this module's page, if there is one. */
  readonly moduleAt: (folder: string) => string | undefined
  /** A picture at a path from the workspace root, if it can be shown. */
  readonly readFigure: (path: string) => Promise<Picture | undefined>
}

/** Characters of a README that are shown: enough for any that is read. */
const MAX_LENGTH = 100_000
/** Bytes of the pictures of one README. */
const MAX_FIGURES = 3_000_000

/** Level of the highest headings of a README in the page. */
const HIGHEST = 3

/**
 * A README as HTML of the page. HTML in it is shown as text; links lead to the web, to its own headings, to pages of modules, to the sources at the
 * commit, or nowhere. Pictures of the workspace are in the page; others are links, since the page fetches nothing.
 */
export async function renderReadme(markdown: string, place: ReadmePlace): Promise<Readme> {
  const body = markdown.replace(/^\ufeff?---\r?\n[^]*?\r?\n---\r?\n/, '')
  const short = body.length > MAX_LENGTH ? `${body.slice(0, MAX_LENGTH)}\n\n…\n` : body
  const renderer = createRenderer()
  const parsed = renderer.parse(short, {})
  const anchors = addAnchors(parsed)
  const tokens = withoutTitle(parsed, place.module)
  const figures = await readFigures(tokens, place)
  lowerHeadings(tokens)
  for (const token of tokens) {
    adaptBlock(token)
    if (token.children) token.children = adaptInline(token.children, { ...place, anchors, figures })
  }
  const html = renderer.renderer.render(tokens, renderer.options, {}) as SafeHtml
  return { html, summary: await firstParagraph(short) }
}

/** `html: false` is what makes it safe: https://markdown-it.github.io/markdown-it/#MarkdownIt.new */
function createRenderer(): MarkdownRenderer {
  const renderer = new MarkdownIt('default', { html: false, linkify: false, typographer: false })
  // Whatever the address: links decides what becomes of it.
  renderer.validateLink = () => true
  renderer.normalizeLink = (address) => address
  return renderer
}

/** What links and pictures become. */
interface Adapting extends ReadmePlace {
  /** Ids of headings. */
  readonly anchors: ReadonlySet<string>
  /** Addresses of pictures by what the README calls them. */
  readonly figures: ReadonlyMap<string, string>
}

const ANCHOR = 'readme-'

/** Gives headings the ids that links to them have on GitHub, below a prefix, so that they are none of the page's own. */
function addAnchors(tokens: readonly Token[]): ReadonlySet<string> {
  const anchors = new Set<string>()
  for (const [i, token] of tokens.entries()) {
    if (token.type !== 'heading_open') continue
    const words = tokens[i + 1]?.content ?? ''
    const slug = words
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(/\s/g, '-')
    let anchor = slug
    for (let n = 1; anchors.has(anchor); n += 1) anchor = `${slug}-${n}`
    anchors.add(anchor)
    token.attrSet('id', `${ANCHOR}${anchor}`)
  }
  return anchors
}

/** Pictures as `data:` addresses: in an `img`, an SVG runs no script and fetches nothing. https://www.w3.org/TR/SVG2/conform.html#secure-static-mode */
async function readFigures(tokens: readonly Token[], { root, readFigure }: ReadmePlace): Promise<ReadonlyMap<string, string>> {
  const figures = new Map<string, string>()
  let bytes = 0
  for (const token of tokens.flatMap(({ children }) => children ?? [])) {
    const source = String(token.attrGet('src') ?? '')
    const path = token.type === 'image' && !figures.has(source) ? pathOf(source, root) : undefined
    const picture = path === undefined ? undefined : await readFigure(path)
    if (!picture || bytes + picture.bytes.byteLength > MAX_FIGURES) continue
    bytes += picture.bytes.byteLength
    figures.set(source, `data:${picture.type};base64,${Buffer.from(picture.bytes).toString('base64')}`)
  }
  return figures
}

/** The highest headings become those below the page's own, and none skips a level, whatever the README does. */
function lowerHeadings(tokens: readonly Token[]): void {
  const headings = tokens.filter(({ type }) => type === 'heading_open' || type === 'heading_close')
  const levelOf = ({ tag }: Token) => Number(tag.slice(1))
  const highest = Math.min(...headings.map(levelOf))
  let level = HIGHEST - 1
  for (const token of headings) {
    if (token.type === 'heading_open') level = Math.min(levelOf(token) - highest + HIGHEST, level + 1, 6)
    token.tag = `h${level}`
  }
}

/** Alignment of cells by class: the page's policy takes no style attribute. */
function adaptBlock(token: Token): void {
  const [, align] = /^text-align:(left|center|right)$/.exec(String(token.attrGet('style') ?? '')) ?? []
  token.attrs = token.attrs?.filter(([name]) => name !== 'style') ?? null
  if (align !== undefined) token.attrSet('class', `align-${align}`)
}

/** Links that lead nowhere lose their tags and keep their words. */
function adaptInline(tokens: readonly Token[], place: Adapting): Token[] {
  const open: (string | undefined)[] = []
  return tokens.flatMap((token) => {
    if (token.type === 'image') return adaptImage(token, place)
    if (token.type === 'link_close') return open.pop() === undefined ? [] : [token]
    if (token.type !== 'link_open') return [token]
    const address = planAddress(String(token.attrGet('href') ?? ''), place)
    open.push(address)
    if (address === undefined) return []
    token.attrs = linkAttributes(address)
    return [token]
  })
}

function adaptImage(token: Token, place: Adapting): Token[] {
  const source = String(token.attrGet('src') ?? '')
  const figure = place.figures.get(source)
  if (figure !== undefined) {
    token.attrs = [
      ['src', figure],
      ['alt', ''],
    ]
    return [token]
  }
  const address = planAddress(source, place)
  const words = new MarkdownIt.Token('text', '', 0)
  words.content = token.content === '' ? 'picture' : `picture: ${token.content}`
  if (address === undefined) return [words]
  const link = new MarkdownIt.Token('link_open', 'a', 1)
  link.attrs = linkAttributes(address)
  return [link, words, new MarkdownIt.Token('link_close', 'a', -1)]
}

function linkAttributes(address: string): [string, string][] {
  const outside = /^https?:/.test(address)
  return [['href', address], ...(outside ? [['rel', 'noopener noreferrer nofollow'] as [string, string]] : [])]
}

/** An address of the web as it is; a heading, a module's page or the source at the commit, where that is to be had; anything else leads nowhere. */
function planAddress(address: string, { root, links, moduleAt, anchors }: Adapting): string | undefined {
  if (/^https?:\/\//i.test(address)) return URL.canParse(address) ? new URL(address).href : undefined
  const [, anchor] = /^#(.+)$/.exec(address) ?? []
  if (anchor !== undefined) return anchors.has(decodePart(anchor)) ? `#${ANCHOR}${anchor}` : undefined
  const path = pathOf(address, root)
  if (path === undefined) return undefined
  return moduleAt(path.replace(/\/readme(?:\.md|\.markdown)?$/i, '')) ?? links?.file(path)
}

/** The path from the workspace root that a relative address means. */
function pathOf(address: string, root: string): string | undefined {
  if (/^(?:[a-z][a-z0-9+.-]*:|\/|#|\\)/i.test(address) || address === '') return undefined
  const parts: string[] = []
  for (const part of [...root.split('/'), ...(address.split(/[?#]/)[0] ?? '').split('/').map(decodePart)]) {
    if (part === '..') {
      if (parts.pop() === undefined) return undefined
    } else if (part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** A first heading that only says the module's name. */
function withoutTitle(tokens: Token[], module: string): Token[] {
  const [open, inline] = tokens
  const isTitle = open?.type === 'heading_open' && inline?.content.trim().toLowerCase() === module.toLowerCase()
  return isTitle ? tokens.slice(3) : tokens
}
