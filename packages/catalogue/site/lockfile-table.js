// @ts-check
import { element } from './dom.js'
import { plural } from './format.js'

/** @import { LockfileEntry } from '@module-images/catalogue' */
/** @import { PackageIndex } from './package-index.js' */

/** Longer tables get a field to look through them. */
const LONG = 12

/**
 * The packages of one lockfile, in order of name.
 *
 * @param {LockfileEntry} lockfile
 * @param {PackageIndex} index
 */
export function renderLockfile(lockfile, index) {
  const rows = index
    .packagesOf(lockfile)
    .sort((a, b) => (a.item.lower < b.item.lower ? -1 : 1))
    .map(({ item, version }) => ({ lower: item.lower, node: renderRow(item.name, version) }))
  const titles = ['Package', 'Version', 'Source'].map((title) => element('th', { scope: 'col' }, title))
  const table = element(
    'table',
    { class: 'packages' },
    element('thead', {}, element('tr', {}, titles)),
    element('tbody', {}, ...rows.map(({ node }) => node)),
  )
  const heading = element('h3', {}, element('code', {}, lockfile.file), `, ${plural(rows.length, 'package')}`)
  const problems = lockfile.problems.map((problem) => element('p', { class: 'note broken' }, problem))
  if (rows.length === 0) return element('div', {}, heading, problems)
  const scroller = element(
    'div',
    { class: 'scroll tall', tabindex: '0', role: 'region', 'aria-label': `Packages of ${lockfile.file}` },
    table,
  )
  return element('div', {}, heading, problems, rows.length > LONG && createFilter(rows, lockfile.file), scroller)
}

/**
 * @param {string} name
 * @param {{ version: string, source: string }} version
 */
function renderRow(name, { version, source }) {
  const cells = [
    element('th', { scope: 'row' }, name),
    element('td', { class: 'version' }, version === '' ? 'any' : version),
    element('td', { class: 'muted' }, source),
  ]
  return element('tr', {}, cells)
}

/**
 * @param {readonly { lower: string, node: HTMLElement }[]} rows
 * @param {string} file
 */
function createFilter(rows, file) {
  const input = /** @type {HTMLInputElement} */ (
    element('input', { type: 'search', class: 'filter', placeholder: 'Filter', 'aria-label': `Filter packages of ${file}` })
  )
  input.addEventListener('input', () => {
    const word = input.value.trim().toLowerCase()
    for (const { lower, node } of rows) node.hidden = !lower.includes(word)
  })
  return input
}
