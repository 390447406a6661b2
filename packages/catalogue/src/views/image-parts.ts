import { renderBytes } from '@module-images/core'
import { html, type Html, type HtmlValue } from '../html.js'
import type { LayerEntry, ModuleEntry, PlatformEntry, ReleaseEntry } from '../page-data.js'
import { plural } from '../words.js'
import { renderDate } from './frame.js'
import { renderBar } from './marks.js'
import { renderScrollTable } from './scroll-table.js'

/** What an image is made of, from the base up, for each platform. */
export function renderLayers({ published }: ModuleEntry): HtmlValue {
  const platforms = published?.platforms.filter(({ layers }) => layers.length > 0) ?? []
  if (platforms.length === 0) return null
  const parts = platforms.map((platform) => [platforms.length > 1 && html`<h3>${platform.platform}</h3>`, renderPlatform(platform)])
  return html`<section class="layers">
    <h2>Layers</h2>
    ${parts}
  </section>`
}

/** Layers below this share of the image are folded where there are several. */
const SMALL = 0.01

function renderPlatform({ layers, shared, size }: PlatformEntry): Html {
  const [count, base] = shared ?? [0, '']
  const biggest = Math.max(1, ...layers.map((layer) => layer.size))
  const items = layers.map((layer, i) => ({ ...layer, row: renderLayer(layer, layer.size / biggest, i < count) }))
  const small = items.filter((layer) => layer.size < size * SMALL)
  const folded = small.length > 2 ? small : []
  const shown = items.filter((item) => !folded.includes(item))
  const list = (some: typeof items) =>
    html`<ol class="bars">
      ${some.map(({ row }) => row)}
    </ol>`
  return html`${list(shown)}
  ${
    folded.length > 0 &&
    html`<details class="rest">
      <summary>${plural(folded.length, 'small layer')}, ${renderBytes(sizeOf(folded))}</summary>
      ${list(folded)}
    </details>`
  }
  ${count > 0 && html`<p class="legend"><span class="key shared">from ${base}</span> <span class="key">its own, ${renderBytes(sizeOf(layers.slice(count)))}</span></p>`}`
}

function sizeOf(layers: readonly LayerEntry[]): number {
  return layers.reduce((sum, { size }) => sum + size, 0)
}

function renderLayer({ size, instruction }: LayerEntry, share: number, isShared: boolean): Html {
  const name = instruction === '' ? null : html`<code title="${instruction}">${instruction}</code>`
  return html`<li>${name}${renderBar(share, isShared)}<span class="number">${renderBytes(size)}</span></li>`
}

/** Size and packages over the releases, the newest first. */
export function renderReleases({ releases }: ModuleEntry): HtmlValue {
  if (releases.length === 0) return null
  const biggest = Math.max(1, ...releases.map(({ size }) => size))
  const rows = releases.map(
    ({ tag, created, size, packages, digest }) =>
      html`<tr>
        <th scope="row" title="${digest}">${tag}</th>
        <td>${renderDate(created) || '–'}</td>
        <td class="size">${renderBytes(size)}${renderBar(size / biggest)}</td>
        <td>${renderPackages(packages)}</td>
      </tr> `,
  )
  return html`<section class="releases">
    <h2>Releases</h2>
    ${renderScrollTable({ label: 'Releases', columns: ['Release', 'Built', 'Size', 'Packages'], rows })}
  </section>`
}

function renderPackages(packages: ReleaseEntry['packages']): HtmlValue {
  if (packages === null) return '–'
  const { added = 0, removed = 0, changed = 0 } = packages.changes ?? {}
  const changes = [added > 0 && `${added} added`, removed > 0 && `${removed} removed`, changed > 0 && `${changed} changed`].filter(Boolean)
  return [packages.count.toLocaleString('en'), changes.length > 0 && html` <span class="muted">${changes.join(', ')}</span>`]
}
