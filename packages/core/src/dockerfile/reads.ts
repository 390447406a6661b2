/** What a build is told from outside. */
export interface BuildVariables {
  readonly buildArgs: Readonly<Record<string, string>>
  /** Name of the stage to build; none means the last. */
  readonly target?: string
  /** `os/arch[/variant]` each. With none, TARGETARCH and its like are the engine's and cannot be known. */
  readonly platforms?: readonly string[]
}

/** One source of a COPY or ADD, or one bind mount, that reads the build context. */
export interface SourceRead {
  readonly kind: 'copy' | 'add' | 'bind'
  /**
   * Posix path from the context's root, cleaned, variables put in; `''` is the whole context.
   * With wildcards, a pattern of Go's `path.Match`; a bind mount's never has any.
   */
  readonly pattern: string
  readonly glob: boolean
  /** Patterns of `--exclude`, in their order, relative to what is copied. */
  readonly excludes: readonly string[]
  /** With `--parents`: where copying begins, and the pattern that selects below it, in the way of ignore rules. */
  readonly parents?: { readonly root: string; readonly include: string }
  readonly line: number
}

/** An image from outside this Dockerfile. */
export interface BaseUse {
  /** As BuildKit looks it up, variables put in, nothing added: `debian:trixie-slim`. */
  readonly reference: string
  readonly line: number
  /** `syntax` is the frontend that reads the file, which no stage starts from. */
  readonly via: 'syntax' | 'from' | 'copy-from' | 'mount-from'
}

/** One place of the Dockerfile that names an outside image. */
export interface BasePlace extends BaseUse {
  /** Which of the `--mount` flags of its RUN, from 0; 0 elsewhere. */
  readonly flag: number
}

/** What an ADD fetches from elsewhere. */
export interface RemoteRead {
  /** A URL or a git repository, variables put in. */
  readonly address: string
  readonly line: number
}

export interface Remark {
  readonly message: string
  readonly line: number
}

/** Everything a build reads besides the Dockerfile and the ignore file. */
export interface Reads {
  readonly sources: readonly SourceRead[]
  /** What ADD fetches from addresses that are known. */
  readonly remotes: readonly RemoteRead[]
  /** Each outside image once, where it is first named. */
  readonly bases: readonly BaseUse[]
  /** Every place that names one; a FROM that names one image for each platform is there once for each. */
  readonly places: readonly BasePlace[]
  /** FROM lines whose image depends on what cannot be known beforehand, as written. Each has a warning. */
  readonly unknownBases: readonly { readonly text: string; readonly line: number }[]
  /** Set when some source cannot be known: then every file that is not ignored is an input. */
  readonly wholeContext?: { readonly reason: string; readonly line: number }
  /** BuildKit has the whole context sent though nothing may read it, as it does for tmpfs mounts. */
  readonly sendsAll: boolean
  /** How many steps stages that are built run for the stage they start from, by its ONBUILD; on all platforms together. */
  readonly stageTriggers: number
  /** Labels that the Dockerfile gives the image, through the stages it starts from too; without names that cannot be known. */
  readonly labelNames: readonly string[]
  readonly warnings: readonly Remark[]
}

/** Of a build that reads nothing. */
export const NO_READS: Reads = {
  sources: [],
  remotes: [],
  bases: [],
  places: [],
  unknownBases: [],
  sendsAll: false,
  stageTriggers: 0,
  labelNames: [],
  warnings: [],
}
