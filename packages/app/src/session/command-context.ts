import type { AskNx } from '@module-images/workspace'
import type { TextStyle } from '../output/terminal.js'
import type { EnvFileVariables } from './env-files.js'
import type { RunEnvironment } from './run-environment.js'

/** What a command may touch of the process. */
export interface CommandContext {
  /** Native absolute path of the workspace: the nearest folder upwards with an nx.json. */
  readonly workspaceRoot: string
  /** For where files alone do not say what the modules are. */
  readonly askNx: AskNx
  readonly env: NodeJS.ProcessEnv
  readonly environment: RunEnvironment
  /** Variables of `env` that come from a file of the workspace. */
  readonly envFiles: EnvFileVariables
  /** Fires on Ctrl-C. */
  readonly signal: AbortSignal
  /** Takes what to say when the command is stopped after this: what was and was not done, without a full stop. At first, that nothing was changed. */
  readonly onStop: (render: () => string) => void
  /** For what was asked for: standard output, so that it can be piped. Colours pass. */
  readonly print: (text: string) => void
  /** How text that is printed is shown. */
  readonly style: TextStyle
  /** For notices and progress: standard error. */
  readonly log: (line: string) => void
  /** For what failed while the command goes on: standard error. */
  readonly logError: (error: unknown) => void
}
