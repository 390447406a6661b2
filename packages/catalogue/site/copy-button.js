// @ts-check
import { button } from './dom.js'

/** A button beside each text that is copied as a whole. */
export function addCopyButtons() {
  for (const box of document.querySelectorAll('[data-copy]')) {
    const code = box.querySelector('code')
    if (code === null) continue
    const copyButton = button('Copy', 'copy', async () => {
      copyButton.textContent = (await copy(code)) ? 'Copied' : 'Press Ctrl+C'
      setTimeout(() => (copyButton.textContent = 'Copy'), 2000)
    })
    copyButton.setAttribute('aria-label', `Copy: ${box.getAttribute('data-copy')}`)
    box.append(copyButton)
  }
}

/** @param {HTMLElement} shown what is selected for the person to copy where the browser does not let a page do so */
async function copy(shown) {
  try {
    await navigator.clipboard.writeText(shown.textContent ?? '')
    return true
  } catch {
    getSelection()?.selectAllChildren(shown)
    return document.execCommand('copy')
  }
}
