import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { RECEIPT_OUTCOMES, readAs, REPORT_FILES } from '@module-images/core'
import * as v from 'valibot'
import { PLAIN } from '../output/terminal.js'
import { wrapText } from '../output/wrap-text.js'
import type { ReportRow } from './report-rows.js'
import { renderTextTable } from './text-table.js'

const text = v.string()
const entrySchema = v.object({
  run: text,
  row: v.object({ module: text, outcome: v.picklist(RECEIPT_OUTCOMES), reason: text, digest: text, size: text, seconds: text }),
  failure: v.optional(text),
})

/** What a run says of a module at its end. */
export interface ReportEntry {
  readonly row: ReportRow
  /** The whole message. */
  readonly failure?: string | undefined
}

/**
 * Adds to the report of a run what one of its processes has done.
 *
 * @param run by which its processes know each other: Nx's process id
 * @throws what the file system says
 */
export function saveReport(root: string, run: string, entries: readonly ReportEntry[]): void {
  const file = join(root, REPORT_FILES.entries)
  mkdirSync(dirname(file), { recursive: true })
  appendFileSync(file, entries.map((entry) => `${JSON.stringify({ run, ...entry })}\n`).join(''))
  // Another process may have added its own meanwhile, and have rendered before this one did.
  for (let [written, now] = ['', renderSaved(root)]; written !== now; [written, now] = [now, renderSaved(root)]) {
    writeFileSync(join(root, REPORT_FILES.text), now)
  }
}

/** What the last run said at its end, in order of module; undefined where none has left a report. */
export function readReport(root: string): ReportEntry[] | undefined {
  const entries = readLines(join(root, REPORT_FILES.entries))
  const last = entries.at(-1)
  if (last === undefined) return undefined
  const byModule = new Map<string, ReportEntry>()
  for (const { run, row, failure } of entries) {
    // A push that was skipped because its build failed says less than that.
    const isLess = row.outcome === 'skipped' && byModule.get(row.module)?.row.outcome === 'failed'
    if (run === last.run && !isLess) byModule.set(row.module, { row, failure })
  }
  return [...byModule.values()].sort((a, b) => (a.row.module < b.row.module ? -1 : 1))
}

/** Table first, then each failure. */
export function renderReport(entries: readonly ReportEntry[], style = PLAIN): string {
  const failures = entries.flatMap(({ failure }) => (failure === undefined ? [] : [wrapText(failure, style.width)]))
  return [
    renderTextTable(
      entries.map(({ row }) => row),
      style,
    ),
    ...failures,
  ].join('\n\n')
}

function renderSaved(root: string): string {
  return `${renderReport(readReport(root) ?? [])}\n`
}

/** A line that a process could not end is left out. */
function readLines(file: string): v.InferOutput<typeof entrySchema>[] {
  let lines: string[]
  try {
    lines = readFileSync(file, 'utf8').split('\n')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
  return lines.flatMap((line) => readAs(entrySchema, parseLine(line)) ?? [])
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
