import type { SafeHtml } from './catalogue-facts.js'

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** A text as HTML or XML that shows it, in an element or in a quoted attribute: the one place where text becomes markup. */
export function escapeHtml(text: string): SafeHtml {
  // XML takes no control characters, not even escaped ones. https://www.w3.org/TR/xml/#charsets
  return text.replace(/[&<>"']|[^\P{Cc}\t\n\r]/gu, (char) => ENTITIES[char] ?? '\ufffd') as SafeHtml
}

/** Markup that may be written as it is: made by {@link html} and {@link trusted} alone. */
export class Html {
  constructor(readonly text: string) {}
}

export type HtmlValue = Html | string | number | null | undefined | false | readonly HtmlValue[]

/**
 * Markup of a template: values that are text are escaped, for elements and quoted attributes; `null`, `undefined` and `false` are left out. An address
 * from outside goes through {@link outsideLink}.
 */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(withoutIndentation(parts).reduce((text, part, i) => text + render(values[i - 1]) + part))
}

const TEMPLATES = new WeakMap<TemplateStringsArray, readonly string[]>()

/** The indentation of templates is a third of a page. */
function withoutIndentation(parts: TemplateStringsArray): readonly string[] {
  const known = TEMPLATES.get(parts) ?? parts.map((part) => part.replace(/\s*\n\s*/g, '\n'))
  TEMPLATES.set(parts, known)
  return known
}

function render(value: HtmlValue): string {
  if (value === null || value === undefined || value === false) return ''
  if (value instanceof Html) return value.text
  return typeof value === 'object' ? value.map(render).join('') : escapeHtml(String(value))
}

/** Markup that another renderer made safe. */
export function trusted(markup: SafeHtml): Html {
  return new Html(markup)
}

/** A link out of the page, where the address is one of the web; else its words. */
export function outsideLink(address: string | null | undefined, words: HtmlValue): Html {
  if (!/^https?:\/\//i.test(address ?? '')) return html`<span>${words}</span>`
  return html`<a href="${address}" rel="noopener noreferrer nofollow">${words}</a>`
}
