/** One container in the foreground, removed when it ends. */
export interface RunRequest {
  /** A reference or an id that the engine has; it is not pulled. */
  readonly image: string
  /** What to run in place of the image's CMD; an ENTRYPOINT of the image still comes first. */
  readonly command?: string | undefined
  readonly args: readonly string[]
  /** In place of the image's ENTRYPOINT. */
  readonly entrypoint?: string | undefined
  readonly mounts: readonly BindMount[]
  readonly workdir?: string | undefined
  /** `1000:1000`, or a name of the image. */
  readonly user?: string | undefined
  /** `host` leaves out the engine's own mapping of users, where it has one. */
  readonly userns?: 'host' | undefined
  /**
   * Values are given in the environment of the docker command, not in its arguments, except for names that the command itself
   * reads, such as HOME and PATH.
   */
  readonly env: Readonly<Record<string, string>>
  /** As docker writes sizes: `8g`. */
  readonly memory?: string | undefined
  /** A number of processors: `1.5`. */
  readonly cpus?: number | undefined
  readonly network?: string | undefined
  readonly platform?: string | undefined
  /** Keep stdin open. */
  readonly interactive?: boolean | undefined
  /** Give it a terminal; only when this process has one. */
  readonly tty?: boolean | undefined
  /** The container's name; one is made up when left out. */
  readonly name?: string | undefined
}

export interface BindMount {
  /** Absolute, native, existing. */
  readonly source: string
  /** Absolute path in the container. */
  readonly target: string
  readonly readonly?: boolean | undefined
}
