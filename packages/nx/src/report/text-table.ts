import type { ReportRow } from './report-rows.js'

const COLUMNS = ['module', 'outcome', 'reason', 'digest', 'size', 'seconds'] as const
const TITLES: Record<(typeof COLUMNS)[number], string> = {
  module: 'module',
  outcome: 'what happened',
  reason: 'why',
  digest: 'digest',
  size: 'size',
  seconds: 'seconds',
}

/** The table at the end of a run, in plain text of aligned columns. */
export function renderTextTable(rows: readonly ReportRow[]): string {
  const header = TITLES as ReportRow | typeof TITLES
  const lines = [header, ...rows]
  const widths = COLUMNS.map((column) => Math.max(...lines.map((line) => line[column].length)))
  const render = (line: (typeof lines)[number]) =>
    COLUMNS.map((column, i) =>
      column === 'size' || column === 'seconds' ? line[column].padStart(widths[i] ?? 0) : line[column].padEnd(widths[i] ?? 0),
    )
      .join('  ')
      .trimEnd()
  return lines.map(render).join('\n')
}
