import type { Base, ImageDetails, ModuleImagesError } from '@module-images/core'

/** HTML made by a renderer that lets no script, no attribute of its author's choosing and no address but of the web and of pictures in it through. */
export type SafeHtml = string & { readonly __brand: 'SafeHtml' }

/** Everything a catalogue is made of. */
export interface CatalogueFacts {
  /** Host and prefix images are published under. */
  readonly registry: string
  /** Milliseconds since 1970. */
  readonly made: number
  /** Commit that is checked out, hex. */
  readonly commit: string | undefined
  /** True when files differ from it. */
  readonly dirty: boolean
  /** Where the sources are to be seen, if anywhere. */
  readonly repository: SourceRepository | undefined
  /** Name of the target that runs a module. */
  readonly runTarget: string
  readonly modules: readonly CatalogueModuleFacts[]
}

export interface SourceRepository {
  /** The remote repository as a page, `https://github.com/o/r`. */
  readonly page: string
  /** Of the workspace, from the repository's root, posix; empty where it is the root. */
  readonly folder: string
  /** Folders of submodules, posix, from the workspace's root: what lies in them is in other repositories. */
  readonly submodules: readonly string[]
}

/** What the registry says of a module's image. */
export type PublishedState =
  | { readonly kind: 'unknown'; readonly reason: string }
  | { readonly kind: 'missing' }
  /** `current`: the image of this checkout. Else it is the one that the first of the tags names. */
  | {
      readonly kind: 'present'
      readonly current: boolean
      readonly details: ImageDetails
      /** That name it. */
      readonly tags: readonly string[]
      /** That ought to, and name another or nothing. */
      readonly behind: readonly string[]
    }

export interface CatalogueModuleFacts {
  readonly name: string
  /** Posix path from the workspace root. */
  readonly root: string
  /** Repository with host, without tag. */
  readonly image: string
  readonly active: boolean
  /** Undefined where it cannot be built as it stands. */
  readonly contentTag: string | undefined
  readonly error: ModuleImagesError | undefined
  readonly published: PublishedState
  /** The newest first. */
  readonly releases: readonly ReleaseFacts[]
  readonly bases: readonly CatalogueBase[]
  readonly readme: Readme | undefined
  readonly citation: CitationFacts
  readonly lockfiles: readonly CatalogueLockfile[]
}

/** A release of a module: what its tag names in the registry, and the packages of its lockfiles where git has the release. */
export interface ReleaseFacts {
  readonly tag: string
  readonly details: ImageDetails
  readonly lockfiles: readonly Pick<CatalogueLockfile, 'file' | 'packages'>[] | undefined
}

/** A base, and what is known of an outside one: its image, and when its digest was locked (ISO 8601). */
export type CatalogueBase = Base & { readonly details?: ImageDetails | undefined; readonly locked?: string | undefined }

/** How people want a module cited, as its files say. */
export interface CitationFacts {
  readonly authors: readonly string[]
  readonly title?: string | undefined
  readonly doi?: string | undefined
  readonly licence?: string | undefined
}

export interface Readme {
  readonly html: SafeHtml
  /** Words of its first paragraph. */
  readonly summary: string | undefined
}

/** A lockfile's packages, whatever the kind of file. */
export interface CatalogueLockfile {
  /** Name below the module's root. */
  readonly file: string
  readonly packages: readonly CataloguePackage[]
  /** One line each, with the line of the file. */
  readonly problems: readonly string[]
}

export interface CataloguePackage {
  readonly name: string
  /** Or what is asked for where there is no one version; may be empty. */
  readonly version: string
  readonly source: string
}
