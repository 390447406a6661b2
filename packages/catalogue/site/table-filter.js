// @ts-check
import { element } from './dom.js'

/** Longer tables get a field to look through them. */
const LONG = 12

export function addTableFilters() {
  for (const table of document.querySelectorAll('table[data-filter]')) {
    const rows = [...table.querySelectorAll('tbody tr')].map((node) => ({
      node: /** @type {HTMLElement} */ (node),
      text: (node.firstElementChild?.textContent ?? '').toLowerCase(),
    }))
    if (rows.length <= LONG) continue
    const input = /** @type {HTMLInputElement} */ (
      element('input', {
        type: 'search',
        class: 'filter',
        placeholder: 'Filter',
        'aria-label': `Filter ${table.getAttribute('data-filter')}`,
      })
    )
    input.addEventListener('input', () => {
      const word = input.value.trim().toLowerCase()
      for (const { node, text } of rows) node.hidden = !text.includes(word)
    })
    table.parentElement?.before(input)
  }
}
