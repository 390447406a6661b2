import { compareBytes, groupBy } from '@module-images/core'

/** A package as a lockfile has it; the version may be what is asked for, or empty. */
export interface ListedPackage {
  readonly name: string
  readonly version: string
  readonly source: string
}

/** The packages of one lockfile, by its name below the module's root. */
export interface PackageList {
  readonly file: string
  readonly packages: readonly ListedPackage[]
}

/** How a package differs between two times: its versions, `any` where the file leaves the choice, with the source where that tells more. */
export type PackageChange = { readonly file: string; readonly name: string } & (
  | { readonly kind: 'added'; readonly now: string }
  | { readonly kind: 'removed'; readonly before: string }
  | { readonly kind: 'changed'; readonly before: string; readonly now: string }
)

/** What differs, file by file in the order they are read, packages by name. */
export function planPackageChanges(before: readonly PackageList[], now: readonly PackageList[]): PackageChange[] {
  const files = [...new Set([...now, ...before].map(({ file }) => file))]
  return files.flatMap((file) => fileChanges(file, packagesOf(before, file), packagesOf(now, file)))
}

type Packages = ReadonlyMap<string, readonly ListedPackage[]>

/** By name: a lockfile of several platforms may have several versions of one. */
function packagesOf(lists: readonly PackageList[], file: string): Packages {
  return groupBy(lists.find((list) => list.file === file)?.packages ?? [], ({ name }) => name)
}

function fileChanges(file: string, before: Packages, now: Packages): PackageChange[] {
  const names = [...new Set([...before.keys(), ...now.keys()])].sort((a, b) => compareBytes(a.toLowerCase(), b.toLowerCase()))
  return names.flatMap((name): PackageChange[] => {
    const [then, current] = [before.get(name), now.get(name)]
    if (then === undefined) return [{ kind: 'added', file, name, now: render(current ?? [], true) }]
    if (current === undefined) return [{ kind: 'removed', file, name, before: render(then, true) }]
    if (render(then, true) === render(current, true)) return []
    const withSource = render(then, false) === render(current, false)
    return [{ kind: 'changed', file, name, before: render(then, withSource), now: render(current, withSource) }]
  })
}

function render(packages: readonly ListedPackage[], withSource: boolean): string {
  const texts = packages.map(({ version, source }) => `${version || 'any'}${withSource && source !== '' ? ` (${source})` : ''}`)
  return [...new Set(texts)].sort(compareBytes).join(', ')
}
