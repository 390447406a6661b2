// @ts-check
import { copyable } from './command-line.js'
import { element, moduleAddress, outsideLink } from './dom.js'
import { renderAge, renderBytes, renderDate, shortDigest } from './format.js'
import { renderLayers } from './layers.js'
import { renderLockfile } from './lockfile-table.js'
import { moduleChips } from './module-chips.js'
import { badge } from './states.js'

/** @import { BaseEntry, ModuleEntry, PageData } from '@module-images/catalogue' */
/** @import { PackageIndex } from './package-index.js' */

/** Modules that stand on this one, shown at first. */
const SHOWN_USERS = 10

/**
 * Everything there is to say about one module.
 *
 * @param {PageData} data
 * @param {number} number of the module
 * @param {{ index: PackageIndex, now: number }} context
 */
export function renderModulePage(data, number, { index, now }) {
  const module = data.modules[number]
  if (!module) return element('div', {}, element('h1', { tabindex: '-1' }, 'There is no such module'), backLink())
  return element(
    'article',
    { class: 'module' },
    backLink(),
    element('h1', { tabindex: '-1' }, module.name, ' ', badge(module.state)),
    module.summary && element('p', { class: 'lead' }, module.summary),
    module.why && element('p', { class: `note ${module.state}` }, module.why),
    element(
      'div',
      { class: 'columns' },
      element('div', { class: 'main' }, renderCommands(module, data), renderPackages(module, index), renderReadme(module, number)),
      element('aside', { 'aria-label': 'Facts' }, renderFacts(module, now), renderLayers(module)),
    ),
  )
}

function backLink() {
  return element('a', { class: 'back', href: '#/' }, '← All modules')
}

/**
 * @param {ModuleEntry} module
 * @param {PageData} data
 */
function renderCommands(module, data) {
  const { name, image, published } = module
  const reference = published ? `${image}@${published.digest}` : undefined
  return element(
    'section',
    {},
    element('h2', {}, 'Use it'),
    reference && [
      element('h3', {}, 'Pull this very image'),
      copyable(`docker pull ${reference}`, 'the command that pulls'),
      element('h3', {}, 'Run it, with the current folder mounted'),
      copyable(`docker run --rm -it -v "$PWD:/work" -w /work ${reference}`, 'the command that runs the image'),
    ],
    element('h3', {}, 'Run the module, in a checkout of this repository'),
    copyable(`npx nx ${data.runTarget} ${name}`, 'the command that runs the module'),
  )
}

/**
 * @param {ModuleEntry} module
 * @param {number} now
 */
function renderFacts(module, now) {
  const { image, published, contentTag, bases, usedBy, root, sourceUrl } = module
  const created = published?.platforms[0]?.created ?? null
  return element(
    'dl',
    { class: 'facts' },
    fact('Image', copyable(image, 'the name of the image')),
    published && [
      fact('Digest', copyable(published.digest, 'the digest')),
      fact('Tags', published.tags.length === 0 ? 'none' : chips(published.tags)),
      fact('Platforms', chips(published.platforms.map(({ platform }) => platform))),
      fact('Size', published.platforms.map(({ size }) => renderBytes(size)).join(', '), ' compressed'),
      created && fact('Built', `${renderAge(created, now)} (${renderDate(created)})`),
      published.commit && fact('From commit', outsideLink(published.commitUrl, element('code', {}, published.commit.slice(0, 12)))),
    ],
    contentTag && fact('Content tag of this checkout', element('code', {}, contentTag)),
    bases.length > 0 && fact('Starts from', ...bases.map((base) => renderBase(base, now))),
    usedBy.length > 0 && fact('Used by', moduleChips(usedBy, SHOWN_USERS)),
    fact('Source', outsideLink(sourceUrl, element('code', {}, root))),
  )
}

/**
 * @param {string} title
 * @param {...unknown} children
 */
function fact(title, ...children) {
  return element('div', {}, element('dt', {}, title), element('dd', {}, children))
}

/** @param {readonly string[]} words */
function chips(words) {
  return words.map((word) => element('code', { class: 'chip' }, word))
}

/**
 * @param {BaseEntry} base
 * @param {number} now
 */
function renderBase({ reference, module, digest, date, dateOf }, now) {
  return element(
    'div',
    { class: 'base' },
    module === null ? element('code', {}, reference) : element('a', { href: moduleAddress(module) }, module),
    date && element('span', { class: 'muted', title: renderDate(date) }, ` ${dateOf} ${renderAge(date, now)}`),
    digest && element('code', { class: 'muted', title: digest }, shortDigest(digest)),
    module === null && digest === null && element('span', { class: 'muted' }, ' not locked'),
  )
}

/**
 * @param {ModuleEntry} module
 * @param {PackageIndex} index
 */
function renderPackages({ lockfiles }, index) {
  if (lockfiles.length === 0) return undefined
  const count = lockfiles.reduce((sum, lockfile) => sum + index.packagesOf(lockfile).length, 0)
  const heading = element('h2', {}, 'Packages ', element('span', { class: 'count' }, count.toLocaleString('en')))
  return element('section', {}, heading, ...lockfiles.map((lockfile) => renderLockfile(lockfile, index)))
}

/**
 * @param {ModuleEntry} module
 * @param {number} number
 */
function renderReadme({ hasReadme }, number) {
  const template = hasReadme ? document.getElementById(`readme-${number}`) : null
  if (!(template instanceof HTMLTemplateElement)) return undefined
  return element('section', {}, element('h2', {}, 'Readme'), element('div', { class: 'readme' }, template.content.cloneNode(true)))
}
