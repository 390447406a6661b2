// @ts-check
import { element, moduleAddress } from './dom.js'

/**
 * Links to modules; of many the first, and a button that brings the rest.
 *
 * @param {readonly string[]} names
 * @param {number} shown at first; one more is shown rather than counted
 */
export function moduleChips(names, shown) {
  const box = element('div', { class: 'chips' })
  /** @param {number} limit */
  const fill = (limit) => {
    const rest = names.length - limit
    const links = names.slice(0, limit).map((name) => element('a', { class: 'chip', href: moduleAddress(name) }, name))
    const more = element('button', { type: 'button', class: 'chip more', on: { click: () => fill(Infinity) } }, `and ${rest} more`)
    box.replaceChildren(...links, ...(rest > 0 ? [more] : []))
  }
  fill(names.length === shown + 1 ? shown + 1 : shown)
  return box
}
