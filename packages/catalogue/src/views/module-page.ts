import { renderBytes, shortDigest } from '@module-images/core'
import type { CatalogueLockfile } from '../catalogue-facts.js'
import { html, type Html, type HtmlValue, outsideLink, trusted } from '../html.js'
import { packageLink } from '../package-links.js'
import type { BaseEntry, ModuleEntry, SiteData } from '../page-data.js'
import { moduleAddress, packageAddress } from '../page-name.js'
import { compareNames } from '../plan-packages.js'
import { plural } from '../words.js'
import { renderCitation } from './citation.js'
import { renderCommands } from './commands.js'
import { type Page, renderDate } from './frame.js'
import { renderLayers, renderReleases } from './image-parts.js'
import { renderBadge, renderBaseAge, renderCopyable, renderModuleLinks, renderTime } from './marks.js'
import { renderScrollTable } from './scroll-table.js'

const UP = '../'
const CHECK_PAGE = 'https://github.com/module-images/module-images/blob/main/docs/trust.md#check-it-without-asking-anyone'

/** Everything there is to say about one module. */
export function renderModulePage(module: ModuleEntry, site: SiteData): Page {
  const { name, summary, why, state, bases, readme } = module
  const body = html`<article class="module">
    <a class="back" href="${UP}index.html">← All modules</a>
    <h1>${name} ${renderBadge(state)} ${renderBaseAge(bases, site.made)}</h1>
    ${summary !== '' && html`<p class="lead">${summary}</p>`} ${why !== '' && html`<p class="note ${state}">${why}</p>`}
    <div class="columns">
      <div class="main">
        ${renderCommands(module, site.runTarget)} ${renderPackages(module)} ${renderReleases(module)} ${renderCitation(module, site)}
        ${
          readme !== null &&
          html`<section>
            <h2>Readme</h2>
            <div class="readme">${trusted(readme)}</div>
          </section>`
        }
      </div>
      <div class="aside">${renderFacts(module, site)} ${renderLayers(module)}</div>
    </div>
  </article>`
  const description = summary === '' ? `The container image ${module.image}: how to use it, and its packages.` : summary
  return { title: `${name} · ${site.registry}`, description, up: UP, body }
}

function renderFacts({ image, published, contentTag, bases, usedBy, root, sourceUrl, licence }: ModuleEntry, { made }: SiteData): Html {
  const created = published?.platforms[0]?.created ?? null
  return html`<h2 class="unseen">Facts</h2>
    <dl class="facts">
      ${fact('Image', renderCopyable(image, 'the name of the image'))}
      ${
        published && [
          fact('Digest', renderCopyable(published.digest, 'the digest')),
          fact('Tags', published.tags.length === 0 ? 'none' : chips(published.tags)),
          fact('Platforms', chips(published.platforms.map(({ platform }) => platform))),
          fact('Size', `${published.platforms.map(({ size }) => renderBytes(size)).join(', ')} compressed`),
          fact('Signatures', html`If it is signed, ${outsideLink(CHECK_PAGE, 'anyone can check who built it, and from what')}.`),
          created !== null && fact('Built', [renderTime(created, made), ` (${renderDate(created)})`]),
          published.commit !== null &&
            fact('From commit', outsideLink(published.commitUrl, html`<code>${published.commit.slice(0, 12)}</code>`)),
        ]
      }
      ${contentTag !== null && fact('Content tag of this checkout', html`<code>${contentTag}</code>`)}
      ${
        bases.length > 0 &&
        fact(
          'Starts from',
          bases.map((base) => renderBase(base, made)),
        )
      }
      ${usedBy.length > 0 && fact('Used by', renderModuleLinks(usedBy, UP, 10))} ${licence !== null && fact('Licence', licence)}
      ${fact('Source', outsideLink(sourceUrl, html`<code>${root}</code>`))}
    </dl>`
}

function fact(title: string, value: HtmlValue): Html {
  return html`<div>
    <dt>${title}</dt>
    <dd>${value}</dd>
  </div>`
}

function chips(words: readonly string[]): HtmlValue {
  return words.map((word) => html`<code class="chip">${word}</code> `)
}

function renderBase({ reference, module, digest, date, dateOf }: BaseEntry, made: number): Html {
  return html`<div class="base">
    ${module === null ? html`<code>${reference}</code>` : html`<a href="${UP}${moduleAddress(module)}">${module}</a>`}
    ${date !== null && html`<span class="muted">${dateOf} ${renderTime(date, made)}</span>`}
    ${digest !== null && html`<code class="muted" title="${digest}">${shortDigest(digest)}</code>`}
    ${module === null && digest === null && html`<span class="muted">not locked</span>`}
  </div>`
}

function renderPackages({ lockfiles }: ModuleEntry): HtmlValue {
  if (lockfiles.length === 0) return null
  const count = lockfiles.reduce((sum, { packages }) => sum + packages.length, 0)
  return html`<section>
    <h2>Packages <span class="count">${count.toLocaleString('en')}</span></h2>
    ${lockfiles.map(renderLockfile)}
  </section>`
}

function renderLockfile({ file, packages, problems }: CatalogueLockfile): Html {
  const rows = [...packages].sort((a, b) => compareNames(a.name, b.name)).map(renderRow)
  const notes = problems.map((problem) => html`<p class="note broken">${problem}</p>`)
  return html`<h3><code>${file}</code>, ${plural(packages.length, 'package')}</h3>
    ${notes}${
      rows.length > 0 &&
      renderScrollTable({
        label: `Packages of ${file}`,
        columns: ['Package', 'Version', 'Source'],
        rows,
        look: 'tall',
        filter: `packages of ${file}`,
      })
    }`
}

function renderRow({ name, version, source }: CatalogueLockfile['packages'][number]): Html {
  return html`<tr>
    <th scope="row"><a href="${UP}${packageAddress(name)}">${name}</a></th>
    <td class="version">${version || 'any'}</td>
    <td class="muted">${outsideLink(packageLink(name, source), source || 'not named')}</td>
  </tr> `
}
