import cliTruncate from 'cli-truncate'
import { visibleLine } from '@module-images/core'

/** Where text is written. */
export type TextStream = Pick<NodeJS.WriteStream, 'write'>

/** Shows one line at the bottom of a terminal, in place of the one before; nothing takes it away. */
export type ShowStatus = (line: string | undefined) => void

/** To the start of the line, which is emptied: https://www.xfree86.org/current/ctlseqs.html */
const ERASE_LINE = '\r\u001b[2K'
/** The same, with a line end last: who writes next, as Nx does, need not begin a line of its own. */
const LEAVE_LINE = `${ERASE_LINE}\u001b[A\n`

/** What stands at the bottom now. */
const shown = new WeakMap<TextStream, string>()

/** Writes whole lines, above what stands at the bottom. */
export function writeAboveStatus(stream: TextStream, text: string): void {
  const status = shown.get(stream)
  stream.write(status === undefined ? text : `${ERASE_LINE}${text}${status}`)
}

/**
 * The bottom line of a stream. It is never more than a line and ends without a line end, so that whoever else writes to the terminal meanwhile
 * loses nothing.
 *
 * @param columns of the terminal, asked each time: people change the size
 */
export function createStatusLine(stream: TextStream, columns: () => number): ShowStatus {
  return (line) => {
    const text = line === undefined ? undefined : cliTruncate(visibleLine(line), Math.max(1, columns() - 1))
    if (text === shown.get(stream)) return
    if (text === undefined) shown.delete(stream)
    else shown.set(stream, text)
    stream.write(text === undefined ? LEAVE_LINE : `${ERASE_LINE}${text}`)
  }
}
