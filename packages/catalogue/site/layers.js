// @ts-check
import { bar, element } from './dom.js'
import { renderBytes } from './format.js'

/** @import { ModuleEntry, PlatformEntry } from '@module-images/catalogue' */

/**
 * What an image is made of, from the base up, a table for each platform.
 *
 * @param {ModuleEntry} module
 */
export function renderLayers({ published }) {
  const platforms = published?.platforms.filter(({ layers }) => layers.length > 0) ?? []
  if (platforms.length === 0) return undefined
  const several = platforms.length > 1
  return element(
    'section',
    { class: 'layers' },
    element('h2', {}, 'Layers'),
    ...platforms.map((platform) => [several && element('h3', {}, platform.platform), renderPlatform(platform)]),
  )
}

/** @param {PlatformEntry} platform */
function renderPlatform({ layers, shared }) {
  const biggest = Math.max(1, ...layers)
  const [count, base] = shared ?? [0, '']
  const items = layers.map((size, i) =>
    element('li', {}, bar(size / biggest, i < count ? 'shared' : ''), element('span', { class: 'number' }, renderBytes(size))),
  )
  const own = layers.slice(count).reduce((sum, size) => sum + size, 0)
  const legend = [
    element('span', { class: 'key shared' }, `from ${base}`),
    element('span', { class: 'key' }, `its own, ${renderBytes(own)}`),
  ]
  return [element('ol', { class: 'bars' }, items), count > 0 && element('p', { class: 'legend' }, legend)]
}
