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
  /** Ports of the container that this machine offers. */
  readonly publish?: readonly PublishedPort[] | undefined
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
  /** False for an image whose own init must be process 1; else the engine's init is. */
  readonly init?: boolean | undefined
  /** Called for each line of its log, while its streams pass through. Must not throw. No line comes where the engine keeps no log to read. */
  readonly onLogLine?: ((line: string) => void) | undefined
}

export interface PublishedPort {
  /** An IP address of this machine: `127.0.0.1`, `::1`. */
  readonly address: string
  /** On this machine. */
  readonly host: number
  readonly container: number
}

export interface BindMount {
  /** Absolute, native, existing. */
  readonly source: string
  /** Absolute path in the container. */
  readonly target: string
  readonly readonly?: boolean | undefined
}
