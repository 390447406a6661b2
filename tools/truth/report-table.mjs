// @ts-check
/**
 * A row of a table at the end of a run.
 *
 * @typedef {{ module: string, outcome: string, why: string, digest: string }} Row
 */

const TITLES = ['module', 'outcome', 'why', 'digest', 'size', 'seconds']

/** The rows of all tables that a run printed, in order. @param {string} output @returns {Row[]} */
export function parseTables(output) {
  /** @type {Row[]} */
  const rows = []
  /** @type {number[] | undefined} */
  let columns
  for (const line of output.split('\n')) {
    if (line.trim() === '') columns = undefined
    else if (columns) rows.push(parseRow(line, columns))
    else if (isHeader(line)) columns = TITLES.map((title) => line.indexOf(title))
  }
  return rows
}

/** @param {string} line */
function isHeader(line) {
  return line.trim().split(/ {2,}/).join() === TITLES.join()
}

/** By where the columns begin, since a cell may be empty; those to the left of the sizes are aligned left. @param {string} line @param {readonly number[]} columns @returns {Row} */
function parseRow(line, columns) {
  const cell = (/** @type {number} */ index) => line.slice(columns[index], columns[index + 1]).trim()
  // A size may begin to the left of its title.
  const [digest = ''] = /^[0-9a-f]{12}(?= |$)/.exec(cell(3)) ?? []
  return { module: cell(0), outcome: cell(1), why: cell(2), digest }
}
