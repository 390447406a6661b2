// @ts-check
import { bar, element, moduleAddress } from './dom.js'
import { plural, renderAge, renderBytes, renderDate } from './format.js'
import { badge } from './states.js'

/** @import { ModuleEntry, PageData } from '@module-images/core' */
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

/**
 * The modules, to be sorted and filtered.
 *
 * @param {PageData} data
 * @param {PackageIndex} index
 * @param {number} now
 */
export function createModuleTable(data, index, now) {
  const biggest = Math.max(1, ...data.modules.map(sizeOf))
  const rows = data.modules.map((module) => createRow(module, { index, biggest, now }))
  const body = element('tbody', {}, ...rows.map(({ node }) => node))
  const headings = COLUMNS.map((column) =>
    createHeading(column, (compare) => body.append(...[...rows].sort(compare).map(({ node }) => node))),
  )
  const sort = () => headings.forEach((heading) => heading.removeAttribute('aria-sort'))
  for (const heading of headings) {
    heading.querySelector('button')?.addEventListener('click', () => {
      sort()
      heading.setAttribute('aria-sort', 'descending')
    })
  }
  const table = element('table', { class: 'modules' }, element('thead', {}, element('tr', {}, headings)), body)
  const nothing = element('p', { class: 'muted', hidden: true }, 'No name or description of a module has these words.')
  /**
   * @param {readonly string[]} words
   * @param {string | undefined} state
   */
  const filter = (words, state) => {
    let shown = 0
    for (const { node, text, module } of rows) {
      const matches = (state === undefined || module.state === state) && words.every((word) => text.includes(word))
      if (node.hidden === matches) node.hidden = !matches
      shown += matches ? 1 : 0
    }
    table.hidden = shown === 0
    nothing.hidden = shown > 0
    return shown
  }
  return { node: element('div', {}, table, nothing), filter }
}

/**
 * @param {Column} column
 * @param {(compare: NonNullable<Column['compare']>) => void} sortBy
 */
function createHeading({ title, className, compare }, sortBy) {
  const words = compare ? element('button', { type: 'button', class: 'sort', on: { click: () => sortBy(compare) } }, title) : title
  return element('th', { scope: 'col', class: className }, words)
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
    element('td', { 'data-title': 'Starts from', class: 'bases' }, renderBases(module)),
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
