// @ts-check
import { bar, element, moduleAddress } from './dom.js'
import { plural, renderAge, renderBytes, renderDate } from './format.js'
import { badge } from './states.js'

/** @import { ModuleEntry, PageData } from '@module-images/catalogue' */
/** @import { PackageIndex } from './package-index.js' */

/**
 * @typedef {object} Row
 * @property {ModuleEntry} module
 * @property {HTMLElement} node
 * @property {string} text what a search looks at
 * @property {number} size bytes
 * @property {number} built milliseconds since 1970
 * @property {number} packages
 *
 * @typedef {{ title: string, className?: string, compare?: (a: Row, b: Row) => number }} Column
 */

/** Biggest, youngest and richest first. @type {readonly Column[]} */
const COLUMNS = [
  { title: 'Module', compare: (a, b) => (a.module.name.toLowerCase() < b.module.name.toLowerCase() ? -1 : 1) },
  { title: 'State' },
  { title: 'Packages', className: 'number', compare: (a, b) => b.packages - a.packages },
  { title: 'Size', compare: (a, b) => b.size - a.size },
  { title: 'Built', compare: (a, b) => b.built - a.built },
  { title: 'Starts from' },
]

/** Rows drawn at first: laying out hundreds at every key would make typing slow. A few more are drawn rather than counted. */
const SHOWN_ROWS = 30
const FEW_MORE = 10

/**
 * The modules, to be sorted and filtered.
 *
 * @param {PageData} data
 * @param {PackageIndex} index
 * @param {number} now
 */
export function createModuleTable(data, index, now) {
  const biggest = Math.max(1, ...data.modules.map(sizeOf))
  let rows = data.modules.map((module) => createRow(module, { index, biggest, now }))
  /** @type {(row: Row) => boolean} */
  let isWanted = () => true
  const body = element('tbody', {}, ...rows.map(({ node }) => node))
  const nothing = element('p', { class: 'muted', hidden: true }, 'No name or description of a module has these words.')
  const more = element('button', { type: 'button', class: 'quiet more-rows', on: { click: () => show(Infinity) } })
  /** @param {number} [limit] */
  const show = (limit = SHOWN_ROWS) => {
    const wanted = new Set(rows.filter(isWanted))
    const drawn = new Set(wanted.size <= limit + FEW_MORE ? wanted : [...wanted].slice(0, limit))
    for (const row of rows) if (row.node.hidden === drawn.has(row)) row.node.hidden = !drawn.has(row)
    table.hidden = wanted.size === 0
    nothing.hidden = wanted.size > 0
    more.hidden = drawn.size === wanted.size
    more.textContent = `Show all ${wanted.size} modules`
    return wanted.size
  }
  const headings = createHeadings((compare) => {
    rows = [...rows].sort(compare)
    body.append(...rows.map(({ node }) => node))
    show()
  })
  const table = element('table', { class: 'modules' }, element('thead', {}, element('tr', {}, headings)), body)
  /**
   * @param {readonly string[]} words
   * @param {string | undefined} state
   */
  const filter = (words, state) => {
    isWanted = ({ module, text }) => (state === undefined || module.state === state) && words.every((word) => text.includes(word))
    return show()
  }
  return { node: element('div', {}, table, nothing, more), filter }
}

/** @param {(compare: NonNullable<Column['compare']>) => void} sortBy */
function createHeadings(sortBy) {
  /** @type {HTMLElement[]} */
  const headings = COLUMNS.map(({ title, className, compare }) => {
    if (!compare) return element('th', { scope: 'col', class: className }, title)
    const button = element('button', { type: 'button', class: 'sort' }, title)
    const heading = element('th', { scope: 'col', class: className }, button)
    button.addEventListener('click', () => {
      for (const other of headings) other.removeAttribute('aria-sort')
      heading.setAttribute('aria-sort', 'descending')
      sortBy(compare)
    })
    return heading
  })
  return headings
}

/**
 * @param {ModuleEntry} module
 * @param {{ index: PackageIndex, biggest: number, now: number }} context
 * @returns {Row}
 */
function createRow(module, { index, biggest, now }) {
  const { name, summary, image, state, why } = module
  const size = sizeOf(module)
  const created = module.published?.platforms[0]?.created ?? null
  const packages = module.lockfiles.reduce((sum, lockfile) => sum + index.packagesOf(lockfile).length, 0)
  const node = element(
    'tr',
    {},
    element('th', { scope: 'row' }, element('a', { href: moduleAddress(name) }, name), element('span', { class: 'summary' }, summary)),
    element('td', {}, badge(state, why)),
    element('td', { class: 'number', 'data-title': 'Packages' }, packages === 0 ? '–' : packages.toLocaleString('en')),
    element('td', { class: 'size', 'data-title': 'Size' }, size > 0 ? [element('span', {}, renderBytes(size)), bar(size / biggest)] : '–'),
    element('td', { 'data-title': 'Built', title: renderDate(created) }, created ? renderAge(created, now) : '–'),
    element(
      'td',
      { 'data-title': 'Starts from', class: 'bases', title: module.bases.map(({ reference }) => reference).join(', ') },
      renderBases(module),
    ),
  )
  return { module, node, size, packages, built: Date.parse(created ?? '') || 0, text: `${name} ${image} ${summary}`.toLowerCase() }
}

/** @param {ModuleEntry} module */
function sizeOf({ published }) {
  return published?.platforms[0]?.size ?? 0
}

/** @param {ModuleEntry} module */
function renderBases({ bases }) {
  const [base, ...others] = bases
  if (!base) return '–'
  const shown = base.module === null ? base.reference : element('a', { href: moduleAddress(base.module) }, base.module)
  return [shown, others.length > 0 && element('span', { class: 'muted' }, ` and ${plural(others.length, 'other')}`)]
}
