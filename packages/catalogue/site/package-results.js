// @ts-check
import { moduleAddress, packageAddress } from '../src/page-name.js'
import { plural } from '../src/words.js'
import { button, element } from './dom.js'

/** @import { Hit } from './package-index.js' */

/** Packages shown at first, and modules of a version: more than a person reads, and few enough to be drawn at once. */
const SHOWN_PACKAGES = 12
const SHOWN_MODULES = 5

/**
 * The answer to "which images have it, and which version?".
 *
 * @param {HTMLElement} section
 * @param {ReturnType<typeof import('./package-index.js').createPackageIndex>} search
 */
export function createPackageResults(section, search) {
  const heading = element('h2', { id: 'packages-found' })
  const body = element('tbody')
  const titles = ['Package', 'Version', 'Source', 'Images that have it'].map((title) => element('th', { scope: 'col' }, title))
  const table = element('table', { class: 'packages results' }, element('thead', {}, element('tr', {}, ...titles)), body)
  const more = button('', 'quiet more-rows', () => show(query, Infinity))
  const scroller = element('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-labelledby': 'packages-found' }, table)
  section.append(heading, scroller, more)
  let query = ''
  /** @param {string} words @param {number} [limit] */
  const show = (words, limit = SHOWN_PACKAGES) => {
    query = words
    const { hits, total } = search(words, limit)
    section.hidden = words.trim() === ''
    heading.textContent = total === 0 ? 'No package of this name and version' : plural(total, 'package')
    scroller.hidden = total === 0
    body.replaceChildren(...hits.flatMap(renderHit))
    more.hidden = hits.length === total
    more.textContent = `Show all ${total.toLocaleString('en')}`
  }
  return show
}

/** @param {Hit} hit */
function renderHit({ item, versions }) {
  return versions.map(({ version, source, modules }, i) => {
    const names = modules()
    const shown = names.length === SHOWN_MODULES + 1 ? names : names.slice(0, SHOWN_MODULES)
    const rest = names.length - shown.length
    const links = shown.map((name) => element('a', { class: 'chip', href: moduleAddress(name) }, name))
    const all = rest > 0 && element('a', { class: 'chip more', href: packageAddress(item.name) }, `and ${rest} more`)
    return element(
      'tr',
      { class: i === 0 ? 'first' : 'next' },
      i === 0 && element('th', { scope: 'row', rowspan: versions.length }, element('a', { href: packageAddress(item.name) }, item.name)),
      element('td', { class: 'version' }, version || 'any'),
      element('td', { class: 'muted' }, source || 'not named'),
      element('td', {}, element('div', { class: 'chips' }, ...links, all)),
    )
  })
}
