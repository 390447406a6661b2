import {
  annotateFailure,
  createTerminalStatus,
  findTaskTerminal,
  readTextStyle,
  renderFailure,
  type ShowStatus,
  type TextStyle,
  visibleStyledText,
  withoutForcedColour,
  wrapText,
  writeLog,
  writeStyledLog,
} from '@module-images/app'

/** How Nx learns of a task of a batch. Of one that failed it shows the output, whatever its view: so the message goes there, and nowhere else. */
export interface TaskResult {
  readonly success: boolean
  terminalOutput: string
  readonly status: 'success' | 'failure' | 'skipped'
}

/** Where the text of tasks goes, and how it may look there. */
export interface TaskOutput {
  readonly style: TextStyle
  /** Writes lines of the log, which break between words. */
  readonly log: (line: string) => void
  /** Where a line can be kept at the bottom. */
  readonly status: ShowStatus | undefined
  /** Nx's interactive view shows a pane, and at its end only what failed. */
  readonly inView: boolean
  /** What a person asked for with `--verbose`. */
  readonly verbose: boolean
}

/** @param batch Nx writes on its own standard output what a batch prints; a task in a process of its own writes to a terminal or to Nx */
export function readTaskOutput(env: NodeJS.ProcessEnv, { batch }: { readonly batch: boolean }): TaskOutput {
  const terminal = batch ? findTaskTerminal() : process.stdout.isTTY ? process.stdout : undefined
  const style = readTextStyle(terminal ?? {}, withoutForcedColour(env))
  return {
    style,
    log: (line) => writeLog(wrapText(line, style.width)),
    status: createTerminalStatus(process.stdout, env, terminal),
    inView: env['NX_TUI'] === 'true',
    verbose: env['NX_VERBOSE_LOGGING'] === 'true',
  }
}

/** Where a failure is told. */
export interface FailureOutput {
  /** Native absolute path of the workspace. */
  readonly root: string
  readonly style: TextStyle
}

/** The result of a task that failed, with the whole message; in GitHub Actions it is shown beside the line, too. */
export function failedResult(error: unknown, { root, style }: FailureOutput): TaskResult {
  annotateFailure(error, { githubActions: isGithubActions(), root })
  return {
    success: false,
    terminalOutput: `${visibleStyledText(renderFailure(error, style))}\n`,
    status: 'failure',
  }
}

/** Tells of a task that failed in a process of its own, whose output is what it prints. */
export function tellFailure(error: unknown, output: FailureOutput): { success: false } {
  writeStyledLog(`\n${failedResult(error, output).terminalOutput}`)
  return { success: false }
}

/**
 * The results of tasks that could not begin, all for one reason: the first has the message, the others name it.
 *
 * @param ids in Nx's order
 */
export function failedResults(ids: readonly string[], error: unknown, output: FailureOutput): { task: string; result: TaskResult }[] {
  const [first = ''] = ids
  const more = `✗ not started: see ${first}\n`
  const failed = failedResult(error, output)
  return ids.map((task) => ({ task, result: task === first ? failed : { ...failed, terminalOutput: more } }))
}

/** Whether this runs in a job of GitHub Actions. */
export function isGithubActions(): boolean {
  return process.env['GITHUB_ACTIONS'] === 'true'
}
