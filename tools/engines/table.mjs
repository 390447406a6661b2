// @ts-check

/**
 * One line of the table: what one kind of tests came to on one engine, or why that engine could not be had.
 *
 * @typedef {{ kind: 'ran', engine: string, store: string, suite: string, seconds: number, logFile: string } & import('./suites.mjs').Counts} RanRow
 * @typedef {{ kind: 'absent', engine: string, store: string, why: string }} AbsentRow
 * @typedef {RanRow | AbsentRow} Row
 */

const HEAD = ['engine', 'store', 'tests', 'passed', 'failed', 'skipped', 'seconds']

/** In Markdown, so that it can be kept. @param {readonly Row[]} rows */
export function renderTable(rows) {
  const cells = rows.map((row) => [row.engine, row.store, ...(row.kind === 'ran' ? ranCells(row) : ['not to be had', '', '1', '', ''])])
  const widths = HEAD.map((head, column) => Math.max(...[head, ...cells.map((line) => line[column] ?? '')].map(({ length }) => length)))
  const render = (/** @type {readonly string[]} */ line) =>
    `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  return [render(HEAD), render(widths.map((width) => '-'.repeat(width))), ...cells.map(render)].join('\n')
}

/** An engine that could not be had counts as a failure. @param {readonly Row[]} rows */
export function hasFailed(rows) {
  return rows.length === 0 || rows.some((row) => row.kind === 'absent' || row.failed > 0 || row.passed === 0)
}

/** Loud: nobody is to take it for a pass. @param {AbsentRow} row */
export function renderAbsence({ engine, store, why }) {
  return `ENGINE ${engine} (${store}) CANNOT BE HAD ON THIS MACHINE: ${why}`
}

/** @param {RanRow} row */
function ranCells({ suite, passed, failed, skipped, seconds }) {
  return [suite, ...[passed, failed, skipped, Math.round(seconds)].map(String)]
}
