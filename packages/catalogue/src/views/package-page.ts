import { html, type Html, outsideLink } from '../html.js'
import { packageLink } from '../package-links.js'
import type { PackageEntry, SiteData, VersionEntry } from '../page-data.js'
import { packageAddress, pageName } from '../page-name.js'
import { plural } from '../words.js'
import type { Page } from './frame.js'
import { countUsers } from '../plan-packages.js'
import { renderModuleLinks } from './marks.js'
import { renderScrollTable } from './scroll-table.js'

const UP = '../'

/**
 * Which images have a package, in which versions.
 *
 * @param packages whose names differ by capitals only: one page is theirs
 * @param withoutImage names of modules that the registry has no image of
 */
export function renderPackagePage(packages: readonly PackageEntry[], { registry }: SiteData, withoutImage: ReadonlySet<string>): Page {
  const name = packages[0]?.name ?? ''
  const users = countUsers(packages)
  const body = html`<article class="package">
    <a class="back" href="${UP}packages.html">← All packages</a>
    <h1>${name}</h1>
    <p class="lead">In the lockfiles of ${plural(users, 'module')} of <code>${registry}</code>. The newest version first.</p>
    ${packages.map((item) => renderVersions(item, packages.length > 1, withoutImage))}
  </article>`
  return {
    title: `${name} · packages of ${registry}`,
    description: `Which container images of ${registry} have ${name}, and in which version.`,
    up: UP,
    body,
  }
}

function renderVersions({ name, versions }: PackageEntry, several: boolean, withoutImage: ReadonlySet<string>): Html {
  return html`${several && html`<h2>${name}</h2>`}
  ${renderScrollTable({
    label: `Versions of ${name}`,
    columns: ['Version', 'Source', 'Images that have it'],
    rows: versions.map((version) => renderVersion(name, version, withoutImage)),
    look: 'results',
  })}`
}

function renderVersion(name: string, { version, source, modules }: VersionEntry, withoutImage: ReadonlySet<string>): Html {
  const [published, others] = [modules.filter((module) => !withoutImage.has(module)), modules.filter((module) => withoutImage.has(module))]
  return html`<tr class="first" id="${pageName(`${version || 'any'} ${source}`)}">
    <th scope="row" class="version">${version || 'any'}</th>
    <td class="muted">${outsideLink(packageLink(name, source), source || 'not named')}</td>
    <td>
      ${published.length > 0 && renderModuleLinks(published, UP)}
      ${others.length > 0 && html`<span class="muted">not published:</span> ${renderModuleLinks(others, UP)}`}
    </td>
  </tr> `
}

/** All packages, for those who look through them, and for search engines. */
export function renderPackageList(groups: readonly (readonly PackageEntry[])[], { registry }: SiteData): Page {
  const items = groups.map((packages) => {
    const [name, users] = [packages[0]?.name ?? '', countUsers(packages)]
    return html`<li><a href="${packageAddress(name)}">${name}</a> <span class="muted">${users}</span></li> `
  })
  const body = html`<h1>Packages</h1>
    <p class="lead">${plural(groups.length, 'package')} that lockfiles name, each with the number of modules whose lockfiles do.</p>
    <ul class="names">
      ${items}
    </ul>`
  return {
    title: `Packages of ${registry}`,
    description: `The packages in the container images of ${registry}.`,
    up: '',
    view: 'packages.html',
    body,
  }
}
