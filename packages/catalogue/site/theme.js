// @ts-check
import { button, element } from './dom.js'

const KEY = 'module-images-theme'
/** As the system says, or one of the two for good. */
const THEMES = ['auto', 'light', 'dark']

/** A button that goes through the themes, and remembers the choice where the browser lets it. */
export function addThemeButton() {
  let theme = readTheme()
  const node = button('', 'quiet', () => show(THEMES[(THEMES.indexOf(theme) + 1) % 3]))
  /** @param {string} [next] */
  const show = (next = 'auto') => {
    theme = next
    document.documentElement.dataset['theme'] = theme
    const [sign = '', word = ''] = { light: ['☀', 'Light'], dark: ['☾', 'Dark'] }[theme] ?? ['◐', 'Auto']
    node.replaceChildren(sign, element('span', { class: 'wide-words' }, ` ${word}`))
    node.setAttribute('aria-label', `Colours: ${theme}. Change`)
    try {
      localStorage.setItem(KEY, theme)
    } catch {
      // Without storage the choice lasts as long as the page.
    }
  }
  show(theme)
  document.querySelector('header')?.append(node)
}

function readTheme() {
  try {
    const stored = localStorage.getItem(KEY) ?? 'auto'
    return THEMES.includes(stored) ? stored : 'auto'
  } catch {
    return 'auto'
  }
}
