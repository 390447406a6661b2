// @ts-check

/**
 * An element with attributes and children. Texts become text nodes and never HTML.
 *
 * @param {string} tag
 * @param {Record<string, string | number>} [attributes]
 * @param {...(Node | string | false)} children
 * @returns {HTMLElement}
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value))
  node.append(...children.filter((child) => child !== false))
  return node
}

/**
 * @param {string} words
 * @param {string} className
 * @param {() => void} onClick
 */
export function button(words, className, onClick) {
  const node = element('button', { type: 'button', class: className }, words)
  node.addEventListener('click', onClick)
  return node
}
