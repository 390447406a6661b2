import {
  planRows,
  renderFailure,
  renderTextTable,
  type ReportRow,
  type RunEnvironment,
  saveReport,
  summarizeRows,
  type TaskOutcome,
  writeLog,
  writeStyledLog,
} from '@module-images/app'
import { renderError } from '@module-images/core'
import { failedResult, type TaskOutput, type TaskResult } from '../task-output.js'

/** What a report takes. */
export interface ReporterParts {
  /** Native absolute path of the workspace. */
  readonly root: string
  readonly output: TaskOutput
}

/** Tells Nx and people how the tasks of a run end. */
export interface RunReporter {
  end(outcome: TaskOutcome): TaskResult
  /** The table of what has ended; to be called once. */
  finish(environment: Pick<RunEnvironment, 'summaryFile'>): void
}

/**
 * The table is printed, and saved for `module-images report`. In Nx's interactive view, which shows at its end nothing but the output of tasks
 * that failed, or of the one that was asked for, it goes with the last of these too: Nx takes all results once more at the end of a batch.
 */
export function createRunReporter({ root, output }: ReporterParts): RunReporter {
  const ends: TaskOutcome[] = []
  const results: TaskResult[] = []
  return {
    end(outcome) {
      const result = resultOf(outcome, { root, style: output.style })
      ends.push(outcome)
      results.push(result)
      return result
    },
    finish(environment) {
      const rows = planRows(ends)
      if (rows.length === 0) return
      const table = `\n${renderTextTable(rows, output.style)}\n`
      writeStyledLog(table)
      const last = results.findLast(({ status }) => status === 'failure') ?? results.at(-1)
      if (output.inView && last) last.terminalOutput += `${table}\n`
      summarizeRows(rows, environment)
      saveRows(root, rows, ends)
    },
  }
}

/** What was done is done, whether or not it can be read about later. */
function saveRows(root: string, rows: readonly ReportRow[], ends: readonly TaskOutcome[]): void {
  const failures = new Map(ends.flatMap((end) => (end.kind === 'failed' ? [[end.task.module, renderFailure(end.error)] as const] : [])))
  try {
    saveReport(
      root,
      String(process.ppid),
      rows.map((row) => ({ row, failure: failures.get(row.module) })),
    )
  } catch (error) {
    writeLog(`warning: the report is not in dist/images/report.txt: ${renderError(error)}`)
  }
}

function resultOf(end: TaskOutcome, output: Parameters<typeof failedResult>[1]): TaskResult {
  if (end.kind === 'failed') return failedResult(end.error, output)
  const status = end.kind === 'skipped' ? 'skipped' : 'success'
  return { success: status === 'success', terminalOutput: '', status }
}
