// @ts-check
import { element } from './dom.js'
import { plural } from './format.js'
import { moduleChips } from './module-chips.js'

/** @import { PageData } from '@module-images/catalogue' */
/** @import { Hit, PackageIndex } from './package-index.js' */

/** Packages shown at first, and modules of a version: more than a person reads, and few enough to be drawn at once. */
const SHOWN_PACKAGES = 12
const SHOWN_MODULES = 5

/**
 * The answer to "which images have it, and which version?".
 *
 * @param {PageData} data
 * @param {PackageIndex} index
 */
export function createPackageResults(data, index) {
  const heading = element('h2', { id: 'packages-found' })
  const body = element('tbody')
  const titles = ['Package', 'Version', 'Source', 'Images that have it'].map((title) => element('th', { scope: 'col' }, title))
  const table = element('table', { class: 'packages results' }, element('thead', {}, element('tr', {}, titles)), body)
  const more = element('button', { type: 'button', class: 'quiet' })
  const scroller = element('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-labelledby': 'packages-found' }, table)
  const section = element('section', { hidden: true }, heading, scroller, more)
  /** @param {string} query @param {number} [limit] */
  const show = (query, limit = SHOWN_PACKAGES) => {
    const { hits, total } = index.search(query, limit)
    section.hidden = query.trim() === ''
    heading.textContent = total === 0 ? 'No package of this name' : plural(total, 'package')
    scroller.hidden = total === 0
    body.replaceChildren(...hits.flatMap((hit) => renderHit(hit, data)))
    more.hidden = hits.length === total
    more.textContent = `Show all ${total.toLocaleString('en')}`
    more.onclick = () => show(query, Infinity)
    return total
  }
  return { section, show }
}

/**
 * @param {Hit} hit
 * @param {PageData} data
 */
function renderHit({ item, versions }, data) {
  return versions.map(({ version, source, modules }, i) =>
    element(
      'tr',
      { class: i === 0 && 'first' },
      i === 0 && element('th', { scope: 'row', rowspan: versions.length }, item.name),
      element('td', { class: 'version' }, version === '' ? 'any' : version),
      element('td', { class: 'muted' }, source),
      element(
        'td',
        {},
        moduleChips(
          modules.map((number) => data.modules[number]?.name ?? ''),
          SHOWN_MODULES,
        ),
      ),
    ),
  )
}
