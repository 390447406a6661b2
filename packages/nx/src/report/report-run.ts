import { appendFileSync } from 'node:fs'
import { ModuleImagesError, renderError } from '@module-images/core'
import type { RunEnvironment } from '../environment/run-environment.js'
import type { TaskEnd } from '../executors/image/run-tasks.js'
import { renderAnnotation } from './annotation.js'
import { renderMarkdownTable } from './markdown-table.js'
import { planRows, type ReportRow } from './report-rows.js'
import { renderTextTable } from './text-table.js'

interface Door {
  readonly say: (line: string) => void
}

/** Says at once what failed; in GitHub Actions also where it shows beside the changed line. */
export function reportFailure(error: unknown, { say, githubActions }: Door & { readonly githubActions: boolean }): void {
  say(`\n✗ ${expected(error) ? renderError(error) : stackOf(error)}\n`)
  if (githubActions) say(renderAnnotation(error))
}

/** The table of a run, on the terminal and, in GitHub Actions, in the job summary. */
export function reportRun(ends: readonly TaskEnd[], { say, environment }: Door & { readonly environment: RunEnvironment }): void {
  reportRows(planRows(ends), { say, environment })
}

/** @see reportRun */
export function reportRows(rows: readonly ReportRow[], { say, environment }: Door & { readonly environment: RunEnvironment }): void {
  if (rows.length === 0) return
  say(`\n${renderTextTable(rows)}\n`)
  if (environment.summaryFile !== undefined) appendFileSync(environment.summaryFile, `${renderMarkdownTable(rows)}\n`)
}

function expected(error: unknown): boolean {
  return error instanceof ModuleImagesError && error.kind !== 'internal'
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
