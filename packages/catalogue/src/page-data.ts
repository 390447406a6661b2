import type { CatalogueLockfile, CitationFacts, SafeHtml } from './catalogue-facts.js'

/** What the pages of the catalogue show. */
export interface SiteData {
  readonly registry: string
  /** Milliseconds since 1970. */
  readonly made: number
  readonly commit: string | null
  readonly commitUrl: string | null
  readonly dirty: boolean
  /** The repository as a page. */
  readonly repository: string | null
  readonly runTarget: string
  /** In order of name. */
  readonly packages: readonly PackageEntry[]
  /** In order of name. */
  readonly modules: readonly ModuleEntry[]
}

export interface PackageEntry {
  readonly name: string
  /** The newest first. */
  readonly versions: readonly VersionEntry[]
}

export interface VersionEntry {
  readonly version: string
  readonly source: string
  /** Names of those that have it, in order. */
  readonly modules: readonly string[]
}

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
  readonly releases: readonly ReleaseEntry[]
  readonly bases: readonly BaseEntry[]
  /** Names of modules that stand on it. */
  readonly usedBy: readonly string[]
  /** Its folder as a page, at the commit it was built at or else the one checked out. */
  readonly sourceUrl: string | null
  readonly lockfiles: readonly CatalogueLockfile[]
  readonly readme: SafeHtml | null
  readonly citation: CitationFacts
  /** As the image's label says, else as the files do. */
  readonly licence: string | null
}

export interface PublishedEntry {
  readonly digest: string
  readonly tags: readonly string[]
  readonly commit: string | null
  readonly commitUrl: string | null
  readonly platforms: readonly PlatformEntry[]
  /** Whom it has for work; undefined for root. */
  readonly user?: string | undefined
}

export interface PlatformEntry {
  readonly platform: string
  /** Bytes of configuration and layers as stored. */
  readonly size: number
  /** RFC 3339. */
  readonly created: string | null
  /** From the base up. */
  readonly layers: readonly LayerEntry[]
  /** How many of them are the base's as well, and how that is called. */
  readonly shared: readonly [layers: number, base: string] | null
}

export interface LayerEntry {
  /** Bytes as stored. */
  readonly size: number
  /** As in a Dockerfile; empty where it is not known. */
  readonly instruction: string
}

/** An image of a release. */
export interface ReleaseEntry {
  readonly tag: string
  readonly digest: string
  /** Bytes of its first platform as stored. */
  readonly size: number
  readonly created: string | null
  /** Of its lockfiles, where git has the release; against the release before it. */
  readonly packages: ReleasePackages | null
}

export interface ReleasePackages {
  readonly count: number
  /** Null for the oldest. */
  readonly changes: { readonly added: number; readonly removed: number; readonly changed: number } | null
}

export interface BaseEntry {
  readonly reference: string
  readonly module: string | null
  readonly digest: string | null
  /** When it was built, else when its digest was locked. */
  readonly date: string | null
  readonly dateOf: 'built' | 'locked' | null
}
