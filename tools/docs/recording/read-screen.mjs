/**
 * @typedef {object} TextRun text of one look
 * @property {number} column
 * @property {string} text
 * @property {number | undefined} colour of the sixteen of a terminal
 * @property {number | undefined} background
 * @property {boolean} bold
 * @property {boolean} dim
 * @typedef {{ readonly text: string, readonly runs: readonly TextRun[] }} ScreenRow
 */

/**
 * What a terminal shows, row by row. Only its sixteen colours are told apart: others have no value that fits a light and a dark page.
 *
 * @param {import('@xterm/headless').Terminal} terminal
 * @returns {ScreenRow[]}
 */
export function readScreen(terminal) {
  const { active } = terminal.buffer
  return Array.from({ length: terminal.rows }, (_, row) => {
    const line = active.getLine(active.baseY + row)
    return { text: line?.translateToString(true) ?? '', runs: line === undefined ? [] : readRuns(line) }
  })
}

/** @param {import('@xterm/headless').IBufferLine} line */
function readRuns(line) {
  /** @type {TextRun[]} */
  const runs = []
  for (let column = 0; column < line.length; column += 1) {
    const cell = line.getCell(column)
    if (cell === undefined || cell.getWidth() === 0) continue
    const run = { column, text: cell.getChars() || ' ', ...lookOf(cell) }
    const last = runs.at(-1)
    if (last !== undefined && isSameLook(last, run)) runs[runs.length - 1] = { ...last, text: last.text + run.text }
    else runs.push(run)
  }
  return runs.filter(({ text, background }) => text.trim() !== '' || background !== undefined).map(trimRun)
}

/** @param {import('@xterm/headless').IBufferCell} cell */
function lookOf(cell) {
  const foreground = cell.isFgPalette() && cell.getFgColor() < 16 ? cell.getFgColor() : undefined
  const behind = cell.isBgPalette() && cell.getBgColor() < 16 ? cell.getBgColor() : undefined
  const [colour, background] = cell.isInverse() ? [behind ?? 0, foreground ?? 7] : [foreground, behind]
  return { colour, background, bold: cell.isBold() !== 0, dim: cell.isDim() !== 0 }
}

/** @type {(a: TextRun, b: TextRun) => boolean} */
function isSameLook(a, b) {
  return a.colour === b.colour && a.background === b.background && a.bold === b.bold && a.dim === b.dim
}

/** @param {TextRun} run @returns {TextRun} */
function trimRun(run) {
  if (run.background !== undefined) return run
  const text = run.text.trimStart()
  return { ...run, column: run.column + run.text.length - text.length, text: text.trimEnd() }
}
