import type { AskNx } from '@module-images/workspace'
import type { RunEnvironment } from './run-environment.js'

/** What a command may touch of the process. */
export interface CommandContext {
  /** Native absolute path of the workspace: the nearest folder upwards with an nx.json. */
  readonly workspaceRoot: string
  /** For where files alone do not say what the modules are. */
  readonly askNx: AskNx
  readonly env: NodeJS.ProcessEnv
  readonly environment: RunEnvironment
  /** Fires on Ctrl-C. */
  readonly signal: AbortSignal
  /** For what was asked for: standard output, so that it can be piped. */
  readonly print: (text: string) => void
  /** For notices and progress: standard error. */
  readonly log: (line: string) => void
}
