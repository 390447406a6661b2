import { appendFileSync } from 'node:fs'
import { ModuleImagesError, renderError } from '@module-images/core'
import { folderInRepository } from '@module-images/workspace'
import type { RunEnvironment } from '../session/run-environment.js'
import { writeAnnotations } from '../output/write-output.js'
import { renderAnnotation } from './annotation.js'
import { renderMarkdownTable } from './markdown-table.js'
import type { ReportRow } from './report-rows.js'
import { renderTextTable } from './text-table.js'

interface Output {
  readonly log: (line: string) => void
}

interface FailureOutput extends Output {
  readonly githubActions: boolean
  /** Native absolute path of the workspace. */
  readonly root: string
}

/** Says at once what failed; in GitHub Actions also where it shows beside the changed line. */
export function reportFailure(error: unknown, { log, githubActions, root }: FailureOutput): void {
  log(`\n✗ ${expected(error) ? renderError(error) : stackOf(error)}\n`)
  if (githubActions) writeAnnotations([renderAnnotation(error, folderInRepository(root))])
}

/** The table at the end of a run, in order of module: on the terminal and, in GitHub Actions, in the job summary. */
export function reportRows(rows: readonly ReportRow[], { log, environment }: Output & { readonly environment: RunEnvironment }): void {
  if (rows.length === 0) return
  const sorted = [...rows].sort((a, b) => (a.module < b.module ? -1 : 1))
  log(`\n${renderTextTable(sorted)}\n`)
  if (environment.summaryFile !== undefined) appendFileSync(environment.summaryFile, `${renderMarkdownTable(sorted)}\n`)
}

function expected(error: unknown): boolean {
  return error instanceof ModuleImagesError && error.kind !== 'internal'
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
