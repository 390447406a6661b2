import type { LockedFile, LockedPackage } from './lockfile.js'

type Collected = Omit<LockedPackage, 'platforms' | 'files'> & { readonly platforms: Set<string>; readonly files: Map<string, LockedFile> }

/** Puts together what a file says of one package at several places, or for several platforms. */
export class PackageCollector {
  readonly #packages = new Map<string, Collected>()

  /** @param platforms none where the file does not say */
  add(found: LockedPackage, platforms: Iterable<string> = []): void {
    const key = JSON.stringify([found.name, found.version, found.source, found.commit, found.manager])
    const known = this.#packages.get(key) ?? { ...found, platforms: new Set(), files: new Map() }
    this.#packages.set(key, known)
    for (const platform of platforms) known.platforms.add(platform)
    for (const file of found.files ?? []) known.files.set(JSON.stringify(file), file)
  }

  /** In the order in which they were added first. */
  list(): LockedPackage[] {
    return [...this.#packages.values()].map(({ platforms, files, ...found }) => ({
      ...found,
      ...(platforms.size === 0 ? {} : { platforms: [...platforms].sort() }),
      ...(files.size === 0 ? {} : { files: [...files.values()] }),
    }))
  }
}
