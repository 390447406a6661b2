import type { CatalogueFacts } from './catalogue-facts.js'
import type { PackageEntry } from './page-data.js'
import { moduleAddress, packageAddress } from './page-name.js'
import { planCatalogue } from './plan-catalogue.js'
import { planSearch } from './plan-packages.js'
import { renderFeed } from './views/feed.js'
import { renderFrame } from './views/frame.js'
import { renderGraphPage } from './views/graph-page.js'
import { renderIndexPage } from './views/index-page.js'
import { renderModulePage } from './views/module-page.js'
import { renderPackageList, renderPackagePage } from './views/package-page.js'

/** The script and style of all pages. */
export interface PageAssets {
  readonly script: string
  readonly style: string
}

/** A file of the site; its path is posix, from the site's root. */
export interface SiteFile {
  readonly path: string
  readonly text: string
}

/** The catalogue as a site of static pages, a page for each module and each package, one after the other: all of them may be large. */
export function* renderSite(facts: CatalogueFacts, { script, style }: PageAssets): Generator<SiteFile> {
  const site = planCatalogue(facts)
  const groups = groupByPage(site.packages)
  const withoutImage = new Set(
    site.modules.flatMap(({ name, published, state }) => (published === null && state !== 'unknown' ? [name] : [])),
  )
  yield { path: 'page.js', text: script }
  yield { path: 'page.css', text: style }
  // A script, since a page opened from the file system may read no other file.
  yield { path: 'search.js', text: `globalThis.catalogueSearch = ${JSON.stringify(planSearch(site.modules, site.packages))}\n` }
  yield { path: 'feed.xml', text: renderFeed(site) }
  yield { path: 'graph.html', text: renderFrame(renderGraphPage(facts, site), site) }
  yield { path: 'packages.html', text: renderFrame(renderPackageList([...groups.values()], site), site) }
  for (const [path, packages] of groups) yield { path, text: renderFrame(renderPackagePage(packages, site, withoutImage), site) }
  for (const module of site.modules) yield { path: moduleAddress(module.name), text: renderFrame(renderModulePage(module, site), site) }
  // Last, so that it leads nowhere that is not there yet.
  yield { path: 'index.html', text: renderFrame(renderIndexPage(site), site) }
}

function groupByPage(packages: readonly PackageEntry[]): ReadonlyMap<string, PackageEntry[]> {
  const groups = new Map<string, PackageEntry[]>()
  for (const item of packages) {
    const page = packageAddress(item.name)
    groups.set(page, [...(groups.get(page) ?? []), item])
  }
  return groups
}
