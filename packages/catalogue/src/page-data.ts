/**
 * What the catalogue's page is given, as its script reads it. Numbers stand for entries of the tables beside them, since the same packages
 * are in many modules.
 */
export interface PageData {
  readonly registry: string
  /** Milliseconds since 1970. */
  readonly made: number
  readonly commit: string | null
  readonly commitUrl: string | null
  readonly dirty: boolean
  readonly runTarget: string
  readonly sources: readonly string[]
  /** Those of most modules first. */
  readonly packages: readonly PackageEntry[]
  /** In order of name. */
  readonly modules: readonly ModuleEntry[]
}

/** Name, then version and number of source for each version there is. Versions are numbered over all packages, in this order. */
export type PackageEntry = readonly [name: string, ...versions: (string | number)[]]

export type ModuleState = 'published' | 'behind' | 'unpublished' | 'inactive' | 'broken' | 'unknown'

export interface ModuleEntry {
  readonly name: string
  readonly root: string
  readonly image: string
  readonly state: ModuleState
  /** Why it is in that state, where the word does not say all. */
  readonly why: string
  readonly summary: string
  readonly contentTag: string | null
  readonly published: PublishedEntry | null
  readonly bases: readonly BaseEntry[]
  /** Names of modules that stand on it. */
  readonly usedBy: readonly string[]
  /** Its folder as a page, at the commit it was built at or else the one checked out. */
  readonly sourceUrl: string | null
  readonly lockfiles: readonly LockfileEntry[]
  readonly hasReadme: boolean
}

export interface PublishedEntry {
  readonly digest: string
  readonly tags: readonly string[]
  readonly commit: string | null
  readonly commitUrl: string | null
  readonly platforms: readonly PlatformEntry[]
}

export interface PlatformEntry {
  readonly platform: string
  /** Bytes of configuration and layers as stored. */
  readonly size: number
  /** RFC 3339. */
  readonly created: string | null
  /** Bytes each, from the base up. */
  readonly layers: readonly number[]
  /** How many of them are the base's as well, and how that is called. */
  readonly shared: readonly [layers: number, base: string] | null
}

export interface BaseEntry {
  readonly reference: string
  readonly module: string | null
  readonly digest: string | null
  /** When it was built, else when its digest was locked. */
  readonly date: string | null
  readonly dateOf: 'built' | 'locked' | null
}

/** `packages` are numbers of versions, rising, each as the difference from the one before, in base 36, parted by spaces. */
export interface LockfileEntry {
  readonly file: string
  readonly packages: string
  readonly problems: readonly string[]
}
