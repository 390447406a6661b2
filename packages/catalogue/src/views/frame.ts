import type { SafeHtml } from '../catalogue-facts.js'
import type { SiteData } from '../page-data.js'
import { html, type Html, type HtmlValue, trusted } from '../html.js'

/** On its own: bundlers put a helper of theirs in the place of a template that holds it. */
const SCRIPT_END = trusted('</script>' as SafeHtml)

/** One page of the site. */
export interface Page {
  readonly title: string
  readonly description: string
  /** From the page to the site's root: empty, or `../`. */
  readonly up: '' | '../'
  /** The view of the navigation that it is, if any: a file's name. */
  readonly view?: string
  /** Scripts beside that of all pages, from the root. */
  readonly scripts?: readonly string[]
  readonly body: Html
}

const VIEWS = [
  ['index.html', 'Modules'],
  ['packages.html', 'Packages'],
  ['graph.html', 'Graph'],
] as const

/**
 * Scripts and styles of the site alone, also where it is opened from the file system, pictures that are in the page, and no text that becomes HTML by
 * script. https://www.w3.org/TR/CSP3/
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' file:",
  "style-src 'self' file:",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#0b6670"/><path d="M4 5h8M4 8h8M4 11h5" stroke="#fff" stroke-width="1.6"/></svg>',
)}`

/** The whole page. Works wherever the site lies, from the file system too, and fetches nothing from elsewhere. */
export function renderFrame({ title, description, up, view, scripts = [], body }: Page, site: SiteData): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="content-security-policy" content="${POLICY}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <meta name="description" content="${description}" />
        <title>${title}</title>
        <link rel="icon" href="${ICON}" />
        <link rel="alternate" type="application/atom+xml" title="Images of ${site.registry}" href="${up}feed.xml" />
        <link rel="stylesheet" href="${up}page.css" />
        ${['page.js', ...scripts].map((script) => html`<script defer src="${up}${script}">${SCRIPT_END} `)}
      </head>
      <body>
        ${renderHeader(site, up, view)}
        <main id="content">${body}</main>
        ${renderFooter(site, up)}
      </body>
    </html> `.text
}

function renderHeader({ registry }: SiteData, up: string, view: string | undefined): Html {
  const name = registry.slice(registry.lastIndexOf('/') + 1)
  const links = VIEWS.map(([file, words]) => html`<a href="${up}${file}" ${file === view && html` aria-current="page"`}>${words}</a>`)
  return html`<header>
    <a class="skip" href="#content">Skip to content</a>
    <a class="home" href="${up}index.html">${name}<span> images</span></a>
    <nav aria-label="Views">${links}</nav>
  </header>`
}

function renderFooter({ made, commit, commitUrl, dirty }: SiteData, up: string): Html {
  const source = commit !== null && html`, commit ${outside(commitUrl, html`<code>${commit.slice(0, 7)}</code>`)}`
  return html`<footer class="muted">
    As of ${renderDate(made)}${source}${dirty && ' with changes'}. Sizes are as the registry stores them, compressed.
    <a href="${up}feed.xml">Feed</a>. Made by <code>module-images catalogue</code>.
  </footer>`
}

function outside(address: string | null, words: HtmlValue): HtmlValue {
  return address === null ? words : html`<a href="${address}" rel="noopener noreferrer">${words}</a>`
}

/** `2026-11-02`; empty for no date. */
export function renderDate(date: string | number | null): string {
  const time = typeof date === 'number' ? date : Date.parse(date ?? '')
  return Number.isNaN(time) ? '' : new Date(time).toISOString().slice(0, 10)
}
