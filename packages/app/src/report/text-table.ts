import { shorten } from '@module-images/core'
import { stateColour } from '../output/state-colour.js'
import { PLAIN, type TextStyle } from '../output/terminal.js'
import { type Column, renderAlignedTable } from './aligned-table.js'
import type { ReportRow } from './report-rows.js'

const COLUMNS: readonly Column<ReportRow>[] = [
  { title: 'module', cell: (row) => row.module, fit: 'cut' },
  { title: 'outcome', cell: (row) => row.outcome, paint: ({ outcome }, colours) => stateColour(outcome, colours) },
  { title: 'why', cell: (row) => shorten(row.reason, WIDEST_REASON), fit: 'wrap' },
  { title: 'digest', cell: (row) => row.digest },
  { title: 'size', cell: (row) => row.size, align: 'right', fit: 'wrap', narrowest: 11 },
  { title: 'seconds', cell: (row) => row.seconds, align: 'right' },
]

/** The error itself stands above the table in full; here it must not push the other columns off the screen. */
const WIDEST_REASON = 72

/** The table at the end of a run, in order of module. */
export function renderTextTable(rows: readonly ReportRow[], style: TextStyle = PLAIN): string {
  const sorted = [...rows].sort((a, b) => (a.module < b.module ? -1 : 1))
  return renderAlignedTable(COLUMNS, sorted, style)
}
