import { appendFileSync } from 'node:fs'
import { ModuleImagesError, renderError, visibleText } from '@module-images/core'
import { folderInRepository } from '@module-images/workspace'
import { type Colours, NO_COLOURS } from '../output/colour.js'
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

/** What failed, for people; ready to be written. */
export function renderFailure(error: unknown, { red }: Colours = NO_COLOURS): string {
  return `${red('✗')} ${visibleText(isExpected(error) ? renderError(error) : stackOf(error))}`
}

/** In GitHub Actions, shows what failed beside the changed line. */
export function annotateFailure(error: unknown, { githubActions, root }: FailurePlace): void {
  if (githubActions) writeAnnotations([renderAnnotation(error, folderInRepository(root))])
}

/** Says at once what failed. */
export function reportFailure(error: unknown, { log, ...place }: FailurePlace & { readonly log: (line: string) => void }): void {
  log(`\n${renderFailure(error)}\n`)
  annotateFailure(error, place)
}

/** In GitHub Actions, adds the table at the end of a run to the job's summary. */
export function summarizeRows(rows: readonly ReportRow[], { summaryFile }: Pick<RunEnvironment, 'summaryFile'>): void {
  if (summaryFile === undefined || rows.length === 0) return
  const sorted = [...rows].sort((a, b) => (a.module < b.module ? -1 : 1))
  appendFileSync(summaryFile, `${renderMarkdownTable(sorted)}\n`)
}

function isExpected(error: unknown): boolean {
  return error instanceof ModuleImagesError && error.kind !== 'internal'
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
