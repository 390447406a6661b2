// @ts-check

/**
 * An element with attributes and children. Texts become text nodes and never HTML; an address that is not of the web or of this page is
 * left out. `on` holds listeners by event; `false`, `null` and `undefined` are left out.
 *
 * @param {string} tag
 * @param {Record<string, unknown>} [attributes]
 * @param {...unknown} children
 * @returns {HTMLElement}
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue
    if (name === 'on') for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener)
    else if (name !== 'href' || isSafeAddress(String(value))) node.setAttribute(name, value === true ? '' : String(value))
  }
  append(node, children)
  return node
}

/**
 * @param {Element} node
 * @param {readonly unknown[]} children
 */
function append(node, children) {
  for (const child of children.flat(3)) {
    if (child === undefined || child === null || child === false) continue
    node.append(child instanceof Node ? child : String(child))
  }
}

/** @param {string} address */
function isSafeAddress(address) {
  return address.startsWith('#') || /^https?:\/\//i.test(address)
}

/**
 * A link out of the page where there is an address, else its words.
 *
 * @param {string | null} address
 * @param {...unknown} children
 */
export function outsideLink(address, ...children) {
  if (address === null) return element('span', {}, children)
  return element('a', { href: address, rel: 'noopener noreferrer', target: '_blank' }, children)
}

/** @param {string} module */
export function moduleAddress(module) {
  return `#/module/${encodeURIComponent(module)}`
}

/**
 * A line whose length is a share of its track.
 *
 * @param {number} share 0 to 1
 * @param {string} [className]
 */
export function bar(share, className = '') {
  const fill = element('span', { class: `fill ${className}` })
  fill.style.width = `${Math.max(share * 100, 0.6).toFixed(2)}%`
  return element('span', { class: 'track', 'aria-hidden': 'true' }, fill)
}
