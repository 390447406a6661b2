import type { SafeHtml } from './catalogue-facts.js'

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** A text as HTML that shows it, in an element or in a quoted attribute: the one place where text becomes HTML. */
export function escapeHtml(text: string): SafeHtml {
  return text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? '') as SafeHtml
}

/** A value as JSON that no `</script>` or `<!--` in it can end early. https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements */
export function renderScriptJson(value: unknown): SafeHtml {
  return JSON.stringify(value).replaceAll('<', '\\u003c') as SafeHtml
}
