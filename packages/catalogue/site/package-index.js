// @ts-check
import { compareVersions } from '../src/compare-versions.js'

/** @import { SearchData } from '@module-images/catalogue' */

/**
 * One version of a package, and the names of the modules that have it.
 * @typedef {{ version: string, source: string, modules: () => string[] }} Version
 * @typedef {{ name: string, lower: string, versions: Version[] }} Package
 * @typedef {{ item: Package, versions: Version[] }} Hit
 */

/** @param {SearchData} data */
export function createPackageIndex({ packages, sources, modules }) {
  const items = packages.map(([name, ...rest]) => {
    /** @type {Version[]} */
    const versions = []
    for (let i = 0; i < rest.length; i += 3) {
      const [version, source, numbers] = [String(rest[i]), sources[Number(rest[i + 1])] ?? '', String(rest[i + 2])]
      versions.push({ version, source, modules: () => decode(numbers).map((number) => modules[number] ?? '') })
    }
    return { name: String(name), lower: String(name).toLowerCase(), versions }
  })
  /** @param {string} query @param {number} limit */
  return (query, limit) => searchPackages(items, query, limit)
}

/** @param {string} numbers */
function decode(numbers) {
  let number = 0
  return numbers.split(' ').map((difference) => (number += parseInt(difference, 36)))
}

/**
 * Packages whose name holds the first word, best first: the name itself, names that begin with it, names with a part that does, the rest;
 * among these those of most modules. Words that follow are part of the name as well, or the start of a version, `seurat 5`, or the oldest one that
 * will do, `seurat >= 5.1`.
 *
 * @param {readonly Package[]} packages in order of how many modules have them
 * @param {string} query
 * @param {number} limit
 */
function searchPackages(packages, query, limit) {
  const [, words = '', oldest] = /^(.*?)(?:(?:>=|≥)\s*(.*))?$/s.exec(query) ?? []
  const [word = '', ...others] = splitQuery(words)
  if (word === '') return { hits: [], total: 0 }
  /** @type {[Hit[], Hit[], Hit[], Hit[]]} */
  const ranks = [[], [], [], []]
  for (const item of packages) {
    const at = item.lower.indexOf(word)
    if (at < 0) continue
    const versions = matchingVersions(item, others, oldest?.trim() ?? '')
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
 * @param {string} oldest
 */
function matchingVersions(item, words, oldest) {
  if (words.length === 0 && oldest === '') return item.versions
  const wanted = words.filter((word) => !item.lower.includes(word))
  return item.versions.filter(
    ({ version }) => wanted.every((word) => version.startsWith(word)) && (oldest === '' || compareVersions(version, oldest) >= 0),
  )
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
