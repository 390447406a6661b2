import type { LockfileName, Place } from '@module-images/core'

/** One package a lockfile names. Lines count from 1. */
export interface LockedPackage {
  readonly name: string
  /** The one version the file pins; none where it leaves a choice, see `constraint`. */
  readonly version?: string | undefined
  /** What the file asks for where that is not one version, as written: `>=2`, `=5.32`. */
  readonly constraint?: string | undefined
  /** Where it comes from, in words: `CRAN`, `Bioconductor`, `GitHub owner/name`, `conda-forge`, `PyPI`, an address without secrets. */
  readonly source?: string | undefined
  /** Commit of a package taken from a repository of source code. */
  readonly commit?: string | undefined
  /** As the file names them, sorted; none where it does not tell platforms apart. */
  readonly platforms?: readonly string[] | undefined
  /** Of conda-lock, for one line of an environment.yml: `linux64`, see `selects`. */
  readonly selector?: string | undefined
  /** Of pip, as written: `sys_platform == 'linux'`. Where it does not hold, the package is not asked for. */
  readonly marker?: string | undefined
  readonly line: number
}

/** Something in a lockfile that is not as it must be. The rest of the file is read all the same where that can be. */
export interface LockfileProblem {
  readonly message: string
  readonly place: Place & { readonly line: number }
}

/** What a lockfile says beside its packages. */
export interface LockfileFacts {
  readonly rVersion?: string | undefined
  readonly bioconductor?: string | undefined
  /** As conda names them: `linux-64`. */
  readonly platforms?: readonly string[] | undefined
  readonly channels?: readonly string[] | undefined
  /** Hash of what was asked for when the file was made, by platform. */
  readonly contentHashes?: ReadonlyMap<string, string> | undefined
  /** Other files it takes in, relative to itself. */
  readonly includes?: readonly { readonly file: string; readonly line: number }[] | undefined
}

/** The files a person writes are wishes, those a tool writes are locks; `requirements.txt` and `apt.txt` may be either. */
export type LockfileKindName = 'renv' | 'conda-lock' | 'conda-environment' | 'requirements' | 'apt'

export interface Lockfile {
  readonly kind: LockfileKindName
  /** How the file is called in errors. */
  readonly file: string
  /** In order of the file. */
  readonly packages: readonly LockedPackage[]
  readonly problems: readonly LockfileProblem[]
  readonly facts: LockfileFacts
}

/** What a reader makes of a text; never thrown past `readLockfile`. */
export type LockfileContent = Pick<Lockfile, 'packages' | 'problems' | 'facts'>

/** One kind of lockfile: one file, and one entry in `LOCKFILE_KINDS`. */
export interface LockfileKind {
  readonly kind: LockfileKindName
  /** Name of the file at a module's root. */
  readonly fileName: LockfileName
  /** @param file how the file is called in errors */
  read(text: string, file: string): LockfileContent
}

/** A text that cannot be read any further. */
export class BadLockfileError extends Error {
  readonly line: number
  readonly column: number | undefined

  constructor(message: string, line: number, column?: number) {
    super(message)
    this.line = line
    this.column = column
  }
}
