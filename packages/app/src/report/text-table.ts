import { type Column, renderAlignedTable } from './aligned-table.js'
import type { ReportRow } from './report-rows.js'

const COLUMNS: readonly Column<ReportRow>[] = [
  { title: 'module', cell: (row) => row.module },
  { title: 'what happened', cell: (row) => row.outcome },
  { title: 'why', cell: (row) => shortened(row.reason) },
  { title: 'digest', cell: (row) => row.digest },
  { title: 'size', cell: (row) => row.size, align: 'right' },
  { title: 'seconds', cell: (row) => row.seconds, align: 'right' },
]

/** The error itself stands above the table in full; here it must not push the other columns off the screen. */
const WIDEST_REASON = 72

/** The table at the end of a run, in plain text of aligned columns. */
export function renderTextTable(rows: readonly ReportRow[]): string {
  return renderAlignedTable(COLUMNS, rows)
}

function shortened(text: string): string {
  const characters = Array.from(text)
  return characters.length <= WIDEST_REASON ? text : `${characters.slice(0, WIDEST_REASON - 1).join('')}…`
}
