// @ts-check
import { element, outsideLink } from './dom.js'
import { plural, renderDate } from './format.js'
import { createModuleTable } from './module-table.js'
import { splitQuery } from './package-index.js'
import { createPackageResults } from './package-results.js'
import { STATES } from './states.js'

/** @import { ModuleState, PageData } from '@module-images/catalogue' */
/** @import { PackageIndex } from './package-index.js' */

/**
 * The first view: search over modules and packages, and the modules.
 *
 * @param {PageData} data
 * @param {{ index: PackageIndex, now: number, onQuery: (query: string) => void }} context
 */
export function createOverview(data, { index, now, onQuery }) {
  const results = createPackageResults(data, index)
  const table = createModuleTable(data, index, now)
  const heading = element('h2', {}, 'Modules')
  const input = createSearchField()
  /** @type {ModuleState | undefined} */
  let state
  const show = () => {
    results.show(input.value)
    const shown = table.filter(splitQuery(input.value), state)
    const all = shown === data.modules.length
    heading.replaceChildren('Modules ', element('span', { class: 'count' }, all ? String(shown) : `${shown} of ${data.modules.length}`))
  }
  input.addEventListener('input', () => {
    show()
    onQuery(input.value)
  })
  const filters = createStateFilters(data, (wanted) => {
    state = wanted
    show()
  })
  show()
  const node = element(
    'div',
    { class: 'overview' },
    renderIntroduction(data, index),
    element('div', { class: 'search', role: 'search' }, input, element('kbd', { 'aria-hidden': 'true' }, '/')),
    results.section,
    element('section', {}, element('div', { class: 'row' }, heading, filters), table.node),
  )
  /** @param {string} query */
  const setQuery = (query) => {
    if (input.value === query) return
    input.value = query
    show()
  }
  return { node, input, setQuery }
}

function createSearchField() {
  const attributes = {
    type: 'search',
    autocomplete: 'off',
    spellcheck: 'false',
    placeholder: 'Search packages and modules, such as Seurat or numpy 2',
  }
  return /** @type {HTMLInputElement} */ (element('input', { ...attributes, 'aria-label': 'Search packages and modules' }))
}

/**
 * @param {PageData} data
 * @param {PackageIndex} index
 */
function renderIntroduction(data, index) {
  const { registry, modules, commit, commitUrl, dirty, made } = data
  const versions = index.packages.reduce((sum, { versions: list }) => sum + list.length, 0)
  const facts = [
    plural(modules.length, 'module'),
    `${plural(index.packages.length, 'locked package')}${versions > index.packages.length ? ` in ${plural(versions, 'version')}` : ''}`,
    element(
      'span',
      {},
      `as of ${renderDate(made)}`,
      commit && [', commit ', outsideLink(commitUrl, element('code', {}, commit.slice(0, 7)))],
      dirty && ' with changes',
    ),
  ]
  return element(
    'div',
    { class: 'introduction' },
    element('h1', { tabindex: '-1' }, 'Container images'),
    element('p', { class: 'registry' }, element('code', {}, registry)),
    element('ul', { class: 'inline muted' }, ...facts.map((fact) => element('li', {}, fact))),
  )
}

/**
 * A button for each state there is, where there is more than one.
 *
 * @param {PageData} data
 * @param {(state: ModuleState | undefined) => void} onChange
 */
function createStateFilters({ modules }, onChange) {
  const present = STATES.map(([state, words]) => ({ state, words, count: modules.filter((module) => module.state === state).length }))
  const choices = present.filter(({ count }) => count > 0)
  if (choices.length < 2) return undefined
  /** @type {(readonly [ModuleState | undefined, HTMLElement])[]} */
  const buttons = [[undefined, 'all', modules.length], ...choices.map(({ state, words, count }) => [state, words, count])].map(
    ([state, words, count]) => {
      const wanted = /** @type {ModuleState | undefined} */ (state)
      const button = element(
        'button',
        { type: 'button', class: 'choice', 'aria-pressed': String(wanted === undefined) },
        words,
        ' ',
        element('span', {}, count),
      )
      button.addEventListener('click', () => {
        for (const [other, node] of buttons) node.setAttribute('aria-pressed', String(other === wanted))
        onChange(wanted)
      })
      return [wanted, button]
    },
  )
  return element('div', { class: 'choices', role: 'group', 'aria-label': 'State' }, ...buttons.map(([, node]) => node))
}
