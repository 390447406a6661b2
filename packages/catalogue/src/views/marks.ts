import { html, type Html, type HtmlValue } from '../html.js'
import type { BaseEntry, ModuleState } from '../page-data.js'
import { moduleAddress } from '../page-name.js'
import { renderAge } from '../words.js'
import { renderDate } from './frame.js'

/** In the order they are listed in. */
export const STATES: readonly (readonly [ModuleState, string])[] = [
  ['published', 'published'],
  ['behind', 'behind this checkout'],
  ['unpublished', 'not published'],
  ['inactive', 'inactive'],
  ['broken', 'cannot be built'],
  ['unknown', 'registry not asked'],
]

export function renderBadge(state: ModuleState): Html {
  return html`<span class="badge ${state}">${STATES.find(([name]) => name === state)?.[1] ?? state}</span>`
}

const DAY = 86_400_000
/** Days after which a base is said to be ageing, and old: about as often as distributions and R have a release. */
const AGEING = 60
const OLD = 180

/** How old the base is, of the first whose age is known. */
export function renderBaseAge(bases: readonly BaseEntry[], made: number): HtmlValue {
  const base = bases.find(({ date }) => date !== null)
  if (base === undefined) return null
  const days = (made - Date.parse(base.date ?? '')) / DAY
  const state = days < AGEING ? 'published' : days < OLD ? 'behind' : 'broken'
  return html`<span class="badge ${state}">base ${base.dateOf} ${renderTime(base.date, made)}</span>`
}

/** A date as its age, which the page's script keeps true. */
export function renderTime(date: string | null, made: number): HtmlValue {
  return date === null ? null : html`<time datetime="${date}" title="${renderDate(date)}">${renderAge(date, made)}</time>`
}

/** A bar whose length is a share of its track: attributes alone, since the page's policy takes no styles. @param share 0 to 1 */
export function renderBar(share: number, isShared = false): Html {
  const width = Math.max(share * 100, 0.6).toFixed(1)
  return html`<svg class="${isShared ? 'bar shared' : 'bar'}" aria-hidden="true"><rect width="${width}%" height="100%" /></svg>`
}

/** Links to modules; of many the first, and the rest folded. @param up from the page to the site's root */
export function renderModuleLinks(names: readonly string[], up: string, shown = 20): Html {
  const link = (name: string) => html`<a class="chip" href="${up}${moduleAddress(name)}">${name}</a> `
  const rest = names.slice(shown)
  if (rest.length < 2) return html`<span class="chips">${names.map(link)}</span>`
  return html`<span class="chips">${names.slice(0, shown).map(link)}</span>
    <details class="rest">
      <summary>and ${rest.length} more</summary>
      <span class="chips">${rest.map(link)}</span>
    </details>`
}

/** A text that is copied as a whole; the script adds the button. @param what for those who do not see it */
export function renderCopyable(text: string, what: string): Html {
  return html`<div class="copyable" data-copy="${what}"><code>${text}</code></div>`
}
