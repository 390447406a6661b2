import { visibleLine } from '@module-images/core'

/** One column of a table in plain text. */
export interface Column<Row> {
  readonly title: string
  readonly cell: (row: Row) => string
  /** Numbers line up on the right. */
  readonly align?: 'right'
}

/**
 * A table in plain text, each column as wide as its widest cell; two spaces part the columns, and no line ends in spaces. A cell is one line,
 * whatever is in it.
 */
export function renderAlignedTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const lines = [columns.map(({ title }) => title), ...rows.map((row) => columns.map(({ cell }) => visibleLine(cell(row))))]
  const widths = columns.map((_, i) => lines.reduce((widest, line) => Math.max(widest, line[i]?.length ?? 0), 0))
  const pad = (cell: string, i: number) => (columns[i]?.align === 'right' ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0))
  return lines.map((line) => line.map(pad).join('  ').trimEnd()).join('\n')
}
