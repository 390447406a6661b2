// @ts-check
import { element } from './dom.js'
import { renderGraphView } from './graph-view.js'
import { renderModulePage } from './module-page.js'
import { createOverview } from './overview.js'
import { createPackageIndex } from './package-index.js'
import { createThemeButton } from './theme.js'

/** @import { PageData } from '@module-images/catalogue' */

/** The page: its frame, and the view that the address names: `#/`, `#/?q=words`, `#/module/name`, `#/graph`. */
function start() {
  /** @type {PageData} */
  const data = JSON.parse(document.getElementById('data')?.textContent ?? '')
  const context = { index: createPackageIndex(data), now: Date.now() }
  const overview = createOverview(data, { ...context, onQuery: rememberQuery })
  const main = element('main', { id: 'content' })
  document.getElementById('app')?.append(createHeader(data), main, createFooter())
  let scrolled = 0
  /** @param {boolean} moved */
  const show = (moved) => {
    const { view, node } = renderView(location.hash, data, { ...context, overview })
    const leavesOverview = main.firstChild === overview.node && node !== overview.node
    if (leavesOverview) scrolled = scrollY
    if (main.firstChild !== node) main.replaceChildren(node)
    for (const link of document.querySelectorAll('nav a'))
      link.setAttribute('aria-current', link.getAttribute('href') === view ? 'page' : 'false')
    document.title = titleOf(main, data)
    if (!moved) return
    scrollTo(0, node === overview.node ? scrolled : 0)
    main.querySelector('h1')?.focus({ preventScroll: true })
  }
  addEventListener('hashchange', () => {
    clearTimeout(pending)
    show(true)
  })
  addEventListener('keydown', (event) => startSearch(event, overview.input))
  show(false)
}

/**
 * @param {string} hash
 * @param {PageData} data
 * @param {{ index: import('./package-index.js').PackageIndex, now: number, overview: ReturnType<typeof createOverview> }} context
 */
function renderView(hash, data, context) {
  const [, place = '', argument = ''] = /^#\/(module\/|graph|\?q=)?(.*)$/.exec(hash) ?? []
  if (place === 'graph') return { view: '#/graph', node: renderGraphView(data) }
  if (place !== 'module/') {
    context.overview.setQuery(decode(argument))
    return { view: '#/', node: context.overview.node }
  }
  const number = data.modules.findIndex(({ name }) => name === decode(argument))
  return { view: '', node: renderModulePage(data, number, context) }
}

/** @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** @param {PageData} data */
function createHeader({ registry }) {
  const links = [
    ['#/', 'Modules'],
    ['#/graph', 'Graph'],
  ].map(([href, words]) => element('a', { href }, words))
  return element(
    'header',
    {},
    element('a', { class: 'skip', href: '#content', on: { click: skipToContent } }, 'Skip to content'),
    element('a', { class: 'home', href: '#/' }, registry.slice(registry.lastIndexOf('/') + 1), element('span', {}, ' images')),
    element('nav', { 'aria-label': 'Views' }, ...links),
    createThemeButton(),
  )
}

/** The address names the view, so this link moves the focus itself. @param {Event} event */
function skipToContent(event) {
  event.preventDefault()
  const heading = document.querySelector('main h1')
  if (heading instanceof HTMLElement) heading.focus()
}

function createFooter() {
  return element(
    'footer',
    { class: 'muted' },
    'Made by ',
    element('code', {}, 'module-images catalogue'),
    '. Sizes are as the registry stores them, compressed.',
  )
}

/**
 * @param {HTMLElement} main
 * @param {PageData} data
 */
function titleOf(main, { registry }) {
  const name = main.querySelector('article.module h1')?.firstChild?.textContent
  return name ? `${name} · ${registry}` : `Images of ${registry}`
}

let pending = 0

/** Puts the search into the address, so that it can be passed on; not at every key, which browsers take ill. @param {string} query */
function rememberQuery(query) {
  clearTimeout(pending)
  pending = setTimeout(() => history.replaceState(null, '', query === '' ? '#/' : `#/?q=${encodeURIComponent(query)}`), 400)
}

/**
 * @param {KeyboardEvent} event
 * @param {HTMLInputElement} input
 */
function startSearch(event, input) {
  const isTyping = event.target instanceof HTMLInputElement
  if (event.key === 'Escape' && event.target === input && input.value !== '') {
    input.value = ''
    input.dispatchEvent(new Event('input'))
  }
  if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return
  event.preventDefault()
  if (input.isConnected) return input.focus()
  addEventListener('hashchange', () => input.focus(), { once: true })
  location.hash = '#/'
}

start()
