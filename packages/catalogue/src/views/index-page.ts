import { renderBytes } from '@module-images/core'
import { html, type Html, type HtmlValue } from '../html.js'
import type { ModuleEntry, SiteData } from '../page-data.js'
import { moduleAddress } from '../page-name.js'
import { plural } from '../words.js'
import type { Page } from './frame.js'
import { renderBadge, renderBar, renderTime, STATES } from './marks.js'

/** All modules in a table, which the script sorts and filters; it adds the search over packages, too. */
export function renderIndexPage(site: SiteData): Page {
  const { registry, modules, packages } = site
  const body = html`<h1>Container images</h1>
    <p class="registry"><code>${registry}</code></p>
    <p class="muted">${plural(modules.length, 'module')}, <a href="packages.html">${plural(packages.length, 'locked package')}</a></p>
    <div class="search" role="search" hidden>
      <input
        type="search"
        autocomplete="off"
        spellcheck="false"
        aria-label="Search packages and modules"
        placeholder="Search packages and modules, such as Seurat or numpy >= 2"
      />
    </div>
    <section class="results" aria-live="polite" hidden></section>
    <section>
      <div class="row">
        <h2>Modules <span class="count">${modules.length}</span></h2>
        ${renderFilters(modules)}
      </div>
      ${renderTable(site)}
    </section>`
  const description = `The ${plural(modules.length, 'container image')} of ${registry}: how to use them, and their packages.`
  return { title: `Images of ${registry}`, description, up: '', view: 'index.html', scripts: ['search.js'], body }
}

/** A button for each state there is, where there is more than one. */
function renderFilters(modules: readonly ModuleEntry[]): HtmlValue {
  const counts = STATES.map(([state, words]) => ({ state, words, count: modules.filter((module) => module.state === state).length }))
  const present = counts.filter(({ count }) => count > 0)
  if (present.length < 2) return null
  const buttons = [{ state: '', words: 'all', count: modules.length }, ...present].map(
    ({ state, words, count }) =>
      html`<button type="button" class="choice" data-state="${state}" aria-pressed="${state === '' ? 'true' : 'false'}">
        ${words} <span>${count}</span>
      </button> `,
  )
  return html`<div class="choices filters" role="group" aria-label="State" hidden>${buttons}</div>`
}

function renderTable({ modules, made }: SiteData): Html {
  const biggest = Math.max(1, ...modules.map(sizeOf))
  const heads = ['Module', 'State', 'Packages', 'Size', 'Built', 'Starts from'].map((title) => html`<th scope="col">${title}</th>`)
  const rows = modules.map((module) => renderRow(module, biggest, made))
  return html`<table class="modules">
    <thead>
      <tr>
        ${heads}
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`
}

/** Cells that are sorted by another value than their text have it as `data-value`. */
function renderRow(module: ModuleEntry, biggest: number, made: number): Html {
  const { name, summary, state, lockfiles } = module
  const size = sizeOf(module)
  const created = module.published?.platforms[0]?.created ?? null
  const packages = lockfiles.reduce((sum, lockfile) => sum + lockfile.packages.length, 0)
  return html`<tr data-state="${state}">
    <th scope="row"><a href="${moduleAddress(name)}">${name}</a>${summary !== '' && html`<span class="summary">${summary}</span>`}</th>
    <td>${renderBadge(state)}</td>
    <td data-title="Packages" data-value="${packages}">${packages === 0 ? 'none' : packages.toLocaleString('en')}</td>
    <td class="size" data-title="Size" data-value="${size}">${size > 0 ? [renderBytes(size), renderBar(size / biggest)] : '–'}</td>
    <td data-title="Built" data-value="${Date.parse(created ?? '') || 0}">${created === null ? '–' : renderTime(created, made)}</td>
    <td data-title="Starts from" class="bases">${renderBases(module, made)}</td>
  </tr> `
}

function sizeOf({ published }: ModuleEntry): number {
  return published?.platforms[0]?.size ?? 0
}

function renderBases({ bases }: ModuleEntry, made: number): HtmlValue {
  const [base, ...others] = bases
  if (!base) return 'nothing'
  return [
    base.module === null ? base.reference : html`<a href="${moduleAddress(base.module)}">${base.module}</a>`,
    base.date !== null && html` <span class="muted">${renderTime(base.date, made)}</span>`,
    others.length > 0 && html` <span class="muted">and ${plural(others.length, 'other')}</span>`,
  ]
}
