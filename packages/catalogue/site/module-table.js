// @ts-check
import { button } from './dom.js'

/**
 * @typedef {object} Row
 * @property {HTMLTableRowElement} node
 * @property {string} text what a search looks at
 */

/** Rows drawn at first: laying out hundreds at every key would make typing slow. A few more are drawn rather than counted. */
const SHOWN_ROWS = 30
const FEW_MORE = 10
/** Columns that can be sorted, and whether what is sorted first is the least of them. */
const COLUMNS = [
  { title: 'Module', rising: true },
  { title: 'Packages', rising: false },
  { title: 'Size', rising: false },
  { title: 'Built', rising: false },
]

/** Makes the table of modules one that is sorted and filtered. @param {HTMLTableElement} table */
export function createModuleTable(table) {
  const body = /** @type {HTMLElement} */ (table.tBodies[0])
  /** @type {Row[]} */
  let rows = [...body.querySelectorAll('tr')].map((node) => ({ node, text: (node.cells[0]?.textContent ?? '').toLowerCase() }))
  /** @type {(row: Row) => boolean} */
  let isWanted = () => true
  const nothing = document.createElement('p')
  nothing.textContent = 'No name or description of a module has these words.'
  const more = button('', 'quiet more-rows', () => show(Infinity))
  table.after(nothing, more)
  /** @param {number} [limit] */
  const show = (limit = SHOWN_ROWS) => {
    const wanted = rows.filter(isWanted)
    const drawn = new Set(wanted.length <= limit + FEW_MORE ? wanted : wanted.slice(0, limit))
    for (const row of rows) if (row.node.hidden === drawn.has(row)) row.node.hidden = !drawn.has(row)
    table.hidden = wanted.length === 0
    nothing.hidden = wanted.length > 0
    more.hidden = drawn.size === wanted.length
    more.textContent = `Show all ${wanted.length} modules`
    return wanted.length
  }
  addSorting(table, (compare) => {
    rows = [...rows].sort(compare)
    body.append(...rows.map(({ node }) => node))
    show()
  })
  /** @param {readonly string[]} words @param {string} state empty for all */
  const filter = (words, state) => {
    isWanted = ({ node, text }) => (state === '' || node.dataset['state'] === state) && words.every((word) => text.includes(word))
    return show()
  }
  return { filter, count: rows.length }
}

/**
 * @param {HTMLTableElement} table
 * @param {(compare: (a: Row, b: Row) => number) => void} sortBy
 */
function addSorting(table, sortBy) {
  const headings = [...table.querySelectorAll('thead th')]
  headings.forEach((heading, column) => {
    const known = COLUMNS.find(({ title }) => title === heading.textContent)
    if (!known) return
    const sort = button(known.title, 'sort', () => {
      const before = heading.getAttribute('aria-sort')
      const rising = before === null ? known.rising : before === 'descending'
      for (const other of headings) other.removeAttribute('aria-sort')
      heading.setAttribute('aria-sort', rising ? 'ascending' : 'descending')
      sortBy((a, b) => (rising ? 1 : -1) * compareCells(a, b, column))
    })
    heading.replaceChildren(sort)
  })
}

/** By value where cells have one, else by text. @param {Row} a @param {Row} b @param {number} column */
function compareCells(a, b, column) {
  const [x, y] = [a.node.cells[column]?.dataset['value'], b.node.cells[column]?.dataset['value']]
  if (x !== undefined && y !== undefined) return Number(x) - Number(y)
  return Number(a.text > b.text) - Number(a.text < b.text)
}
