import { compareBytes } from '@module-images/core'
import type { CatalogueModuleFacts, CataloguePackage } from './catalogue-facts.js'
import { compareVersions } from './compare-versions.js'
import type { PackageEntry } from './page-data.js'

interface Version extends Omit<CataloguePackage, 'name'> {
  readonly modules: Set<string>
}

/** The packages of all lockfiles, each version once, with the modules that have it. @param modules in order of name */
export function planPackages(modules: readonly CatalogueModuleFacts[]): PackageEntry[] {
  const packages = new Map<string, Map<string, Version>>()
  for (const { name: module, lockfiles } of modules) {
    for (const { name, version, source } of lockfiles.flatMap((lockfile) => lockfile.packages)) {
      const versions = packages.get(name) ?? new Map<string, Version>()
      packages.set(name, versions)
      const id = `${source}\n${version}`
      const known = versions.get(id) ?? { version, source, modules: new Set() }
      versions.set(id, known)
      known.modules.add(module)
    }
  }
  return [...packages]
    .sort(([a], [b]) => compareNames(a, b))
    .map(([name, versions]) => ({
      name,
      versions: [...versions.values()]
        .sort((a, b) => compareVersions(b.version, a.version) || compareBytes(a.source, b.source))
        .map((version) => ({ ...version, modules: [...version.modules] })),
    }))
}

/** How many modules have one of the packages, in whatever version. */
export function countUsers(packages: readonly PackageEntry[]): number {
  return new Set(packages.flatMap(({ versions }) => versions.flatMap(({ modules }) => modules))).size
}

/** As people look for them: capitals do not matter. */
export function compareNames(a: string, b: string): number {
  return compareBytes(a.toLowerCase(), b.toLowerCase()) || compareBytes(a, b)
}

/**
 * What the search over packages reads: a package is its name, then for each version its text, the number of its source and the numbers of its modules,
 * rising, each as the difference from the one before, in base 36. Those of most modules first.
 */
export interface SearchData {
  readonly sources: readonly string[]
  readonly modules: readonly string[]
  readonly packages: readonly (readonly (string | number)[])[]
}

export function planSearch(modules: readonly { readonly name: string }[], packages: readonly PackageEntry[]): SearchData {
  const numbers = new Map(modules.map(({ name }, i) => [name, i]))
  const sources = [...new Set(packages.flatMap(({ versions }) => versions.map(({ source }) => source)))]
  const sourceNumbers = new Map(sources.map((source, i) => [source, i]))
  const sorted = packages.map((item) => ({ item, count: countUsers([item]) })).sort((a, b) => b.count - a.count)
  return {
    sources,
    modules: modules.map(({ name }) => name),
    packages: sorted.map(({ item }) => [
      item.name,
      ...item.versions.flatMap(({ version, source, modules: names }) => [
        version,
        sourceNumbers.get(source) ?? 0,
        encode(names.map((name) => numbers.get(name) ?? 0)),
      ]),
    ]),
  }
}

function encode(rising: readonly number[]): string {
  return rising.map((number, i) => (number - (rising[i - 1] ?? 0)).toString(36)).join(' ')
}
