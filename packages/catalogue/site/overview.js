// @ts-check
import { createModuleTable } from './module-table.js'
import { createPackageIndex, splitQuery } from './package-index.js'
import { createPackageResults } from './package-results.js'

/** @import { SearchData } from '@module-images/catalogue' */

/** The page of all modules: sorting, the filter by state, and the search, whose words the address keeps: `#q=words`. */
export function startOverview() {
  const [table, section] = [document.querySelector('table.modules'), document.querySelector('section.results')]
  const [input, count] = [document.querySelector('.search input'), document.querySelector('main .count')]
  if (!(table instanceof HTMLTableElement && section instanceof HTMLElement && input instanceof HTMLInputElement && count)) return
  const modules = createModuleTable(table)
  // Another script of the site, which is read after this one.
  const data = /** @type {{ catalogueSearch?: SearchData }} */ (globalThis)
  /** @type {((query: string) => void) | undefined} */
  let showPackages
  let state = ''
  const show = () => {
    showPackages?.(input.value)
    const shown = modules.filter(splitQuery(input.value), state)
    count.textContent = shown === modules.count ? String(shown) : `${shown} of ${modules.count}`
  }
  const readAddress = () => {
    showPackages ??= data.catalogueSearch && createPackageResults(section, createPackageIndex(data.catalogueSearch))
    input.value = decode(/^#q=(.*)$/.exec(location.hash)?.[1] ?? '')
    show()
  }
  input.addEventListener('input', () => {
    show()
    rememberQuery(input.value)
  })
  addFilters((wanted) => {
    state = wanted
    show()
  })
  addEventListener('hashchange', readAddress)
  addEventListener('keydown', (event) => startSearch(event, input))
  document.querySelector('.search')?.removeAttribute('hidden')
  show()
  addEventListener('DOMContentLoaded', readAddress)
}

/** @param {(state: string) => void} onChange */
function addFilters(onChange) {
  const group = document.querySelector('.filters')
  const buttons = [...(group?.querySelectorAll('button') ?? [])]
  for (const one of buttons) {
    one.addEventListener('click', () => {
      for (const other of buttons) other.setAttribute('aria-pressed', String(other === one))
      onChange(one.dataset['state'] ?? '')
    })
  }
  group?.removeAttribute('hidden')
}

/** @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

let pending = 0

/** Puts the search into the address, so that it can be passed on; not at every key, which browsers take ill. @param {string} query */
function rememberQuery(query) {
  clearTimeout(pending)
  pending = setTimeout(() => history.replaceState(null, '', query === '' ? '#' : `#q=${encodeURIComponent(query)}`), 400)
}

/** @param {KeyboardEvent} event @param {HTMLInputElement} input */
function startSearch(event, input) {
  if (event.key === 'Escape' && event.target === input && input.value !== '') {
    input.value = ''
    input.dispatchEvent(new Event('input'))
  }
  if (event.key !== '/' || event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return
  event.preventDefault()
  input.focus()
}
