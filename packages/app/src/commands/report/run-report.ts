import { ModuleImagesError, renderJson } from '@module-images/core'
import { readReport, renderReport } from '../../report/report-file.js'
import type { CommandContext } from '../../session/command-context.js'

/** How the report is printed. */
export interface ReportOptions {
  readonly json: boolean
}

/**
 * `report`: 0, or 1 where something failed.
 *
 * @throws ModuleImagesError `no-report`
 */
export function runReport({ json }: ReportOptions, context: CommandContext): number {
  const entries = readReport(context.workspaceRoot)
  if (entries === undefined) {
    throw new ModuleImagesError({
      code: 'no-report',
      kind: 'input',
      message: 'No run of docker-build or docker-push has left a report in dist/images.',
      fix: 'Run one first: npx nx run-many -t docker-build',
    })
  }
  context.print(
    json
      ? renderJson(
          entries.map(({ row, failure }) => ({ ...row, ...(failure === undefined ? {} : { failure }) })),
          2,
        )
      : renderReport(entries, context.style),
  )
  return entries.some(({ row }) => row.outcome === 'failed') ? 1 : 0
}
