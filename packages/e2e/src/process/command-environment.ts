/** Where a command under test keeps what is its own. Native absolute paths. */
export interface CommandPlaces {
  readonly home: string
  readonly temporary: string
}

/** What nx and the product are started with: nothing of the user's, no colours, and no process that outlives the command. */
export function commandEnvironment({ home, temporary }: CommandPlaces): NodeJS.ProcessEnv {
  return {
    HOME: home,
    TMPDIR: temporary,
    LANG: 'C.UTF-8',
    NO_COLOR: '1',
    NX_DAEMON: 'false',
    // A process less for each plugin of each nx: a second of every command. Tests of isolated plugins say so.
    NX_ISOLATE_PLUGINS: 'false',
  }
}
