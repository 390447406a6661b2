import cliTruncate from 'cli-truncate'
import { visibleLine } from '@module-images/core'
import stringWidth from 'string-width'
import wrapAnsi from 'wrap-ansi'
import type { Paint } from '../output/colour.js'
import { PLAIN, type TextStyle } from '../output/terminal.js'

/** One column of a table in plain text. */
export interface Column<Row> {
  readonly title: string
  readonly cell: (row: Row) => string
  /** Numbers line up on the right. */
  readonly align?: 'right'
  /**
   * What becomes of it in a terminal that is too narrow: `cut` takes the middle out of a name, a reference, a path; `wrap` breaks sentences
   * between words. Without, it stays as wide as its cells.
   */
  readonly fit?: 'cut' | 'wrap'
  /** It is made no narrower than this; without, as {@link NARROWEST} says. */
  readonly narrowest?: number
  /** The colour of a cell. */
  readonly paint?: (row: Row, colours: TextStyle['colours']) => Paint
}

const GAP = '  '

/** Columns are not made narrower than this: less of a name says nothing, and a sentence of two words a line is no sentence. */
const NARROWEST = { cut: 8, wrap: 16 } as const

/**
 * A table in plain text, each column as wide as its widest cell; two spaces part the columns, and no line ends in spaces. A cell is one line,
 * whatever is in it, but in a terminal that is too narrow for it: see {@link Column}.
 */
export function renderAlignedTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  { colours, width }: TextStyle = PLAIN,
): string {
  const titles = columns.map(({ title }): Cell => ({ text: title, paint: colours.bold }))
  const cells = rows.map((row) =>
    columns.map(({ cell, paint }): Cell => ({ text: visibleLine(cell(row)), paint: paint?.(row, colours) ?? ((text) => text) })),
  )
  const lines = titles.every(({ text }) => text === '') ? cells : [titles, ...cells]
  const natural = columns.map((_, i) => lines.reduce((widest, line) => Math.max(widest, stringWidth(line[i]?.text ?? '')), 0))
  const widths = fitWidths(columns, natural, width)
  return lines.flatMap((line) => renderRow(line, columns, widths)).join('\n')
}

interface Cell {
  readonly text: string
  readonly paint: Paint
}

type Layout = Pick<Column<never>, 'align' | 'fit' | 'narrowest' | 'title'>

/** Takes from the widest column that can give, until all fit or none can. */
function fitWidths(columns: readonly Layout[], natural: readonly number[], width = Infinity): number[] {
  const widths = [...natural]
  const floors = columns.map(({ fit, narrowest, title }, i) =>
    fit === undefined ? Infinity : Math.min(natural[i] ?? 0, Math.max(narrowest ?? NARROWEST[fit], stringWidth(title))),
  )
  let excess = widths.reduce((sum, each) => sum + each, GAP.length * (widths.length - 1)) - width
  for (; excess > 0; excess -= 1) {
    const giving = widths.map((each, i) => (each > (floors[i] ?? 0) ? each : 0))
    const widest = giving.indexOf(Math.max(...giving))
    if (giving[widest] === 0) break
    widths[widest] = (widths[widest] ?? 0) - 1
  }
  return widths
}

function renderRow(cells: readonly Cell[], columns: readonly Layout[], widths: readonly number[]): string[] {
  const parts = cells.map(({ text }, i) => fitText(text, widths[i] ?? 0, columns[i]?.fit))
  const height = Math.max(...parts.map(({ length }) => length))
  return Array.from({ length: height }, (_, line) => {
    const texts = cells.map(({ paint }, i) => {
      const text = parts[i]?.[line] ?? ''
      const space = ' '.repeat(Math.max(0, (widths[i] ?? 0) - stringWidth(text)))
      const painted = text === '' ? '' : paint(text)
      return columns[i]?.align === 'right' ? `${space}${painted}` : `${painted}${space}`
    })
    return texts.join(GAP).trimEnd()
  })
}

/** The lines of a cell. */
function fitText(text: string, width: number, fit: Layout['fit']): string[] {
  if (stringWidth(text) <= width || fit === undefined) return [text]
  const cut = (part: string) => cliTruncate(part, width, { position: 'middle' })
  if (fit === 'cut') return [cut(text)]
  return wrapAnsi(text.split(' ').map(cut).join(' '), width).split('\n')
}
