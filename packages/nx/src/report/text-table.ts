import { type Column, renderAlignedTable } from './aligned-table.js'
import type { ReportRow } from './report-rows.js'

const COLUMNS: readonly Column<ReportRow>[] = [
  { title: 'module', cell: (row) => row.module },
  { title: 'what happened', cell: (row) => row.outcome },
  { title: 'why', cell: (row) => row.reason },
  { title: 'digest', cell: (row) => row.digest },
  { title: 'size', cell: (row) => row.size, align: 'right' },
  { title: 'seconds', cell: (row) => row.seconds, align: 'right' },
]

/** The table at the end of a run, in plain text of aligned columns. */
export function renderTextTable(rows: readonly ReportRow[]): string {
  return renderAlignedTable(COLUMNS, rows)
}
