import { compareBytes } from '@module-images/core'
import type { CatalogueModuleFacts, CataloguePackage } from './catalogue-facts.js'
import type { LockfileEntry, PackageEntry } from './page-data.js'

/** The packages of all modules, each version once. */
export interface PackageTables {
  readonly sources: readonly string[]
  readonly packages: readonly PackageEntry[]
  /** Lockfiles of a module by its name. */
  readonly lockfiles: ReadonlyMap<string, readonly LockfileEntry[]>
}

interface Version {
  readonly version: string
  readonly source: number
  number: number
}

interface Package {
  readonly name: string
  readonly versions: Map<string, Version>
  readonly modules: Set<string>
}

/** Puts the packages of all lockfiles into tables: those of most modules first, so that they have the shortest numbers. */
export function planPackages(modules: readonly CatalogueModuleFacts[]): PackageTables {
  const sources = new Map<string, number>()
  const packages = new Map<string, Package>()
  for (const { name: module, lockfiles } of modules) {
    for (const item of lockfiles.flatMap((lockfile) => lockfile.packages)) register(item, module, packages, sources)
  }
  const sorted = [...packages.values()].sort((a, b) => b.modules.size - a.modules.size || compareNames(a.name, b.name))
  let count = 0
  const entries = sorted.map(({ name, versions }): PackageEntry => {
    const ordered = [...versions.values()].sort((a, b) => compareVersions(b.version, a.version))
    for (const version of ordered) version.number = count++
    return [name, ...ordered.flatMap(({ version, source }) => [version, source])]
  })
  const numberOf = (item: CataloguePackage) => packages.get(item.name)?.versions.get(versionId(item, sources))?.number ?? 0
  const lockfiles = modules.map(({ name, lockfiles: files }) => {
    const list = files.map(({ file, packages: items, problems }) => ({ file, packages: encode(items.map(numberOf)), problems }))
    return [name, list] as const
  })
  return { sources: [...sources.keys()], packages: entries, lockfiles: new Map(lockfiles) }
}

function register(item: CataloguePackage, module: string, packages: Map<string, Package>, sources: Map<string, number>): void {
  const source = sources.get(item.source) ?? sources.size
  sources.set(item.source, source)
  const known = packages.get(item.name) ?? { name: item.name, versions: new Map<string, Version>(), modules: new Set<string>() }
  packages.set(item.name, known)
  known.modules.add(module)
  const id = versionId(item, sources)
  if (!known.versions.has(id)) known.versions.set(id, { version: item.version, source, number: 0 })
}

function versionId({ version, source }: CataloguePackage, sources: ReadonlyMap<string, number>): string {
  return `${sources.get(source) ?? 0} ${version}`
}

function encode(numbers: readonly number[]): string {
  const rising = [...new Set(numbers)].sort((a, b) => a - b)
  return rising.map((number, i) => (number - (rising[i - 1] ?? 0)).toString(36)).join(' ')
}

/** As people look for them: capitals do not matter. */
export function compareNames(a: string, b: string): number {
  return compareBytes(a.toLowerCase(), b.toLowerCase()) || compareBytes(a, b)
}

/** Numbers within versions count as numbers: 1.10 comes after 1.9. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.match(/\d+|\D+/g) ?? [])
  for (let i = 0; i < Math.max(left?.length ?? 0, right?.length ?? 0); i += 1) {
    const [x = '', y = ''] = [left?.[i], right?.[i]]
    const order = /^\d+$/.test(x) && /^\d+$/.test(y) ? Number(x) - Number(y) : compareBytes(x, y)
    if (order !== 0) return order
  }
  return 0
}
