import type { Readme, SafeHtml, SourceLinks } from '@module-images/catalogue'
import MarkdownIt, { type MarkdownIt as MarkdownRenderer, type Token } from 'markdown-it'
import { firstParagraph } from '../../publish/module-page.js'

/** Where a README lies, and what its relative links lead to. */
export interface ReadmePlace {
  /** Name of the module, which its heading need not say again. */
  readonly module: string
  /** Posix path of its folder from the workspace root. */
  readonly root: string
  readonly links: SourceLinks | undefined
  /** Characters after which it is cut; see {@link readmeLength}. */
  readonly maxLength: number
}

/** Characters of a README that are shown: enough for any that is read, and, of many modules, what one page can bear. */
const MAX_LENGTH = 20_000
const MIN_LENGTH = 2000
const OF_ALL = 700_000

/** @param modules that share a page */
export function readmeLength(modules: number): number {
  return Math.min(MAX_LENGTH, Math.max(MIN_LENGTH, Math.floor(OF_ALL / modules)))
}

/** Headings of a README stand below those of the page. */
const LOWER = 2

/**
 * A README as HTML of the page. HTML in it is shown as text; links lead to the web, to the sources at the commit, or nowhere; pictures are
 * links, since the page fetches nothing.
 */
export async function renderReadme(markdown: string, place: ReadmePlace): Promise<Readme> {
  const body = markdown.replace(/^\ufeff?---\r?\n[^]*?\r?\n---\r?\n/, '')
  const short = body.length > place.maxLength ? `${body.slice(0, place.maxLength)}\n\n…\n` : body
  const renderer = createRenderer(place)
  const tokens = withoutTitle(renderer.parse(short, {}), place.module)
  const html = renderer.renderer.render(tokens, renderer.options, {}) as SafeHtml
  return { html, summary: await firstParagraph(short) }
}

/** `html: false` is what makes it safe: https://markdown-it.github.io/markdown-it/#MarkdownIt.new */
function createRenderer(place: ReadmePlace): MarkdownRenderer {
  const renderer = new MarkdownIt('default', { html: false, linkify: false, typographer: false })
  // Whatever the address: links decides what becomes of it.
  renderer.validateLink = () => true
  renderer.normalizeLink = (address) => address
  renderer.core.ruler.push('page', ({ tokens }) => {
    for (const token of tokens) {
      adaptBlock(token)
      if (token.children) token.children = adaptInline(token.children, place)
    }
  })
  return renderer
}

/** Lower headings, and alignment of cells by class: the page's policy takes no style attribute. */
function adaptBlock(token: Token): void {
  const [, level] = /^h([1-6])$/.exec(token.tag) ?? []
  if (level !== undefined) token.tag = `h${Math.min(6, Number(level) + LOWER)}`
  const [, align] = /^text-align:(left|center|right)$/.exec(String(token.attrGet('style') ?? '')) ?? []
  token.attrs = token.attrs?.filter(([name]) => name !== 'style') ?? null
  if (align !== undefined) token.attrSet('class', `align-${align}`)
}

/** Links that lead nowhere lose their tags and keep their words. */
function adaptInline(tokens: readonly Token[], place: ReadmePlace): Token[] {
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

function adaptImage(token: Token, place: ReadmePlace): Token[] {
  const address = planAddress(String(token.attrGet('src') ?? ''), place)
  const words = new MarkdownIt.Token('text', '', 0)
  words.content = token.content === '' ? 'picture' : `picture: ${token.content}`
  if (address === undefined) return [words]
  const link = new MarkdownIt.Token('link_open', 'a', 1)
  link.attrs = linkAttributes(address)
  return [link, words, new MarkdownIt.Token('link_close', 'a', -1)]
}

function linkAttributes(address: string): [string, string][] {
  return [
    ['href', address],
    ['rel', 'noopener noreferrer nofollow'],
    ['target', '_blank'],
  ]
}

/** An address of the web as it is; a path as the source at the commit, where that is to be had; anything else leads nowhere. */
function planAddress(address: string, { root, links }: ReadmePlace): string | undefined {
  if (/^https?:\/\//i.test(address)) return URL.canParse(address) ? new URL(address).href : undefined
  if (/^(?:[a-z][a-z0-9+.-]*:|\/|#|\\)/i.test(address) || address === '') return undefined
  const parts: string[] = []
  for (const part of [...root.split('/'), ...(address.split(/[?#]/)[0] ?? '').split('/')]) {
    if (part === '..') {
      if (parts.pop() === undefined) return undefined
    } else if (part !== '.' && part !== '') parts.push(part)
  }
  return links?.file(parts.map(decodePart).join('/'))
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
