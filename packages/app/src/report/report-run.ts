import { appendFileSync } from 'node:fs'
import { folderInRepository } from '@module-images/workspace'
import type { RunEnvironment } from '../session/run-environment.js'
import { writeAnnotations } from '../output/write-output.js'
import { renderAnnotation } from './annotation.js'
import { renderMarkdownTable } from './markdown-table.js'
import type { ReportRow } from './report-rows.js'

interface FailurePlace {
  readonly githubActions: boolean
  /** Native absolute path of the workspace. */
  readonly root: string
}

/** In GitHub Actions, shows what failed beside the changed line. */
export function annotateFailure(error: unknown, { githubActions, root }: FailurePlace): void {
  if (githubActions) writeAnnotations([renderAnnotation(error, folderInRepository(root))])
}

/** In GitHub Actions, adds the table at the end of a run to the job's summary. */
export function summarizeRows(rows: readonly ReportRow[], { summaryFile }: Pick<RunEnvironment, 'summaryFile'>): void {
  if (summaryFile === undefined || rows.length === 0) return
  const sorted = [...rows].sort((a, b) => (a.module < b.module ? -1 : 1))
  appendFileSync(summaryFile, `${renderMarkdownTable(sorted)}\n`)
}
