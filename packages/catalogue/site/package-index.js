// @ts-check
/** @import { PageData } from '@module-images/catalogue' */

/**
 * One version of a package, and the modules (by number) that have it.
 * @typedef {{ version: string, source: string, modules: number[] }} Version
 * @typedef {{ name: string, lower: string, versions: Version[], modules: number }} Package
 * @typedef {{ item: Package, versions: Version[] }} Hit
 * @typedef {{ hits: Hit[], total: number }} Hits
 */

/**
 * Everything that is asked about packages, from the tables of the page. Made once.
 *
 * @param {Pick<PageData, 'packages' | 'sources' | 'modules'>} data
 */
export function createPackageIndex(data) {
  /** @type {Package[]} */
  const packages = []
  /** @type {{ item: Package, version: Version }[]} */
  const versions = []
  for (const [name, ...rest] of data.packages) {
    const item = { name, lower: name.toLowerCase(), versions: /** @type {Version[]} */ ([]), modules: 0 }
    for (let i = 0; i < rest.length; i += 2) {
      const version = { version: String(rest[i]), source: data.sources[Number(rest[i + 1])] ?? '', modules: [] }
      item.versions.push(version)
      versions.push({ item, version })
    }
    packages.push(item)
  }
  data.modules.forEach(({ lockfiles }, module) => addModule(module, lockfiles.flatMap(decode), versions))
  return {
    packages,
    /** @param {string} query @param {number} limit */
    search: (query, limit) => searchPackages(packages, query, limit),
    /** Packages of a lockfile. @param {PageData['modules'][number]['lockfiles'][number]} lockfile */
    packagesOf: (lockfile) => decode(lockfile).flatMap((number) => versions[number] ?? []),
  }
}

/** @typedef {ReturnType<typeof createPackageIndex>} PackageIndex */

/**
 * @param {number} module
 * @param {readonly number[]} numbers
 * @param {readonly { item: Package, version: Version }[]} versions
 */
function addModule(module, numbers, versions) {
  const items = new Set()
  for (const number of numbers) {
    const known = versions[number]
    if (!known) continue
    if (known.version.modules.at(-1) !== module) known.version.modules.push(module)
    if (!items.has(known.item)) known.item.modules += 1
    items.add(known.item)
  }
}

/** @param {{ packages: string }} lockfile */
function decode({ packages }) {
  let number = 0
  return packages === '' ? [] : packages.split(' ').map((difference) => (number += parseInt(difference, 36)))
}

/**
 * Packages whose name holds the first word, best first: the name itself, names that begin with it, names with a part that does, the rest;
 * among these those of most modules. Words that follow are part of the name as well, or the start of a version: `seurat 5`.
 *
 * @param {readonly Package[]} packages in order of how many modules have them
 * @param {string} query
 * @param {number} limit
 * @returns {Hits}
 */
function searchPackages(packages, query, limit) {
  const [word = '', ...others] = splitQuery(query)
  if (word === '') return { hits: [], total: 0 }
  /** @type {[Hit[], Hit[], Hit[], Hit[]]} */
  const ranks = [[], [], [], []]
  for (const item of packages) {
    const at = item.lower.indexOf(word)
    if (at < 0) continue
    const versions = others.length === 0 ? item.versions : matchingVersions(item, others)
    if (versions.length > 0) ranks[rankOf(item.lower, word, at)].push({ item, versions })
  }
  const hits = ranks.flat()
  return { hits: hits.slice(0, limit), total: hits.length }
}

/** @param {string} query */
export function splitQuery(query) {
  return query
    .toLowerCase()
    .split(/[\s=@]+/)
    .filter((word) => word !== '')
}

/**
 * @param {Package} item
 * @param {readonly string[]} words
 */
function matchingVersions(item, words) {
  const wanted = words.filter((word) => !item.lower.includes(word))
  return item.versions.filter(({ version }) => wanted.every((word) => version.startsWith(word)))
}

/**
 * @param {string} name
 * @param {string} word
 * @param {number} at where it is in the name
 */
function rankOf(name, word, at) {
  if (at === 0) return name.length === word.length ? 0 : 1
  return /[a-z0-9]/.test(name[at - 1] ?? '') ? 3 : 2
}
