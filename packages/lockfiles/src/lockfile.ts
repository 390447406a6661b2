import type { LockfileKindName, Place } from '@module-images/core'

/** One of the files that a package is installed from. */
export interface LockedFile {
  /** `sha256:…`, one for each algorithm that the lockfile has. */
  readonly checksums: readonly string[]
  /** As the lockfile names it; none where it does not tell platforms apart. */
  readonly platform?: string | undefined
  /** Of a wheel, what its name says it runs on: `any`, or `manylinux_2_17_x86_64`; several. None where the lockfile does not tell, and of sources. */
  readonly wheel?: readonly string[] | undefined
  /** Of conda: `h6f18a23_0`. */
  readonly build?: string | undefined
  /** Of conda, the folder of the channel it lies in: `linux-64`, or `noarch` for all platforms. */
  readonly subdir?: string | undefined
}

/** One package a lockfile names. Lines count from 1. */
export interface LockedPackage {
  readonly name: string
  /** The one version the file pins; none where it leaves a choice, see `constraint`. */
  readonly version?: string | undefined
  /** What the file asks for where that is not one version, as written: `>=2`, `=5.32`. */
  readonly constraint?: string | undefined
  /** Where it comes from, in words: `CRAN`, `Bioconductor`, `GitHub owner/name`, `conda-forge`, `PyPI`, `npm`, an address without secrets. */
  readonly source?: string | undefined
  /** Who installs it, where one file names packages of two managers. */
  readonly manager?: PackageManager | undefined
  /** Commit of a package taken from a repository of source code. */
  readonly commit?: string | undefined
  /** As the file names them, sorted; none where it does not tell platforms apart. */
  readonly platforms?: readonly string[] | undefined
  /** Of conda-lock, for one line of an environment.yml: `linux64`, see `selects`. */
  readonly selector?: string | undefined
  /** Of pip, as written: `sys_platform == 'linux'`. Where it does not hold, the package is not asked for. */
  readonly marker?: string | undefined
  /** As the lockfile has it: an SPDX expression or words. */
  readonly licence?: string | undefined
  /** Which of several an installer takes, it decides by itself. None where the lockfile has no checksum. */
  readonly files?: readonly LockedFile[] | undefined
  readonly line: number
}

export type PackageManager = 'conda' | 'pip'

/** Something in a lockfile that is not as it must be. The rest of the file is read all the same where that can be. */
export interface LockfileProblem {
  readonly message: string
  readonly place: Place & { readonly line: number }
}

/** Another file that a lockfile takes in. */
export interface LockfileInclude {
  /** As written: relative to the file, or an address without secrets. */
  readonly file: string
  readonly line: number
  /** It installs nothing by itself, and says versions for what others ask for. */
  readonly constrains: boolean
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
  readonly includes?: readonly LockfileInclude[] | undefined
}

export interface Lockfile {
  readonly kind: LockfileKindName
  /** How the file is called in errors. */
  readonly file: string
  /** In order of the file. */
  readonly packages: readonly LockedPackage[]
  readonly problems: readonly LockfileProblem[]
  /** Parts that may be right, and of which nothing is known: a newer form, an address that is included. */
  readonly unread: readonly LockfileProblem[]
  readonly facts: LockfileFacts
}

/** What a reader makes of a text; never thrown past `readLockfile`. */
export type LockfileContent = Pick<Lockfile, 'packages' | 'problems' | 'facts'> & Partial<Pick<Lockfile, 'unread'>>

/** One kind of lockfile: one file, and one entry in `LOCKFILE_KINDS`. How its files are called is in `lockfile-names.ts` of core. */
export interface LockfileKind {
  readonly kind: LockfileKindName
  /** What is read of it, for the table of docs/reference/lockfiles.md. */
  readonly reads: string
  /** Whoever reads such a file accepts other encodings than UTF-8. */
  readonly encodings?: 'as-pip'
  /** @param file how the file is called in errors */
  read(text: string, file: string): LockfileContent
}

/** A text that cannot be read any further. */
export class BadLockfileError extends Error {
  readonly line: number
  readonly column: number | undefined
  /** Nothing need be wrong with it: it is of a form that is not known. */
  readonly unknownForm: boolean

  constructor(message: string, line: number, column?: number, unknownForm = false) {
    super(message)
    this.line = line
    this.column = column
    this.unknownForm = unknownForm
  }
}
