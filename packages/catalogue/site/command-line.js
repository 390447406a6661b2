// @ts-check
import { element } from './dom.js'

/**
 * A line of text with a button that copies it.
 *
 * @param {string} text
 * @param {string} what for those who do not see it
 */
export function copyable(text, what) {
  const code = element('code', { tabindex: '0' }, text)
  const button = element('button', { type: 'button', class: 'copy', 'aria-label': `Copy ${what}` }, 'Copy')
  button.addEventListener('click', async () => {
    const done = await copy(text, code)
    button.textContent = done ? 'Copied' : 'Press Ctrl+C'
    setTimeout(() => (button.textContent = 'Copy'), 2000)
  })
  return element('div', { class: 'copyable' }, code, button)
}

/**
 * @param {string} text
 * @param {HTMLElement} shown what is selected for the person to copy where the browser does not let a page do so
 */
async function copy(text, shown) {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    getSelection()?.selectAllChildren(shown)
    return document.execCommand('copy')
  }
}
