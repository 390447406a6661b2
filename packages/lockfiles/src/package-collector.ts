import type { LockedPackage } from './lockfile.js'

/** Puts together what a file says of one package at several places, or for several platforms. */
export class PackageCollector {
  readonly #packages = new Map<string, Omit<LockedPackage, 'platforms'> & { readonly platforms: Set<string> }>()

  /** @param platforms none where the file does not say */
  add(found: LockedPackage, platforms: Iterable<string> = []): void {
    const key = JSON.stringify([found.name, found.version, found.source, found.commit, found.manager])
    const known = this.#packages.get(key)?.platforms ?? new Set()
    for (const platform of platforms) known.add(platform)
    if (!this.#packages.has(key)) this.#packages.set(key, { ...found, platforms: known })
  }

  /** In the order in which they were added first. */
  list(): LockedPackage[] {
    return [...this.#packages.values()].map(({ platforms, ...found }) =>
      platforms.size === 0 ? found : { ...found, platforms: [...platforms].sort() },
    )
  }
}
