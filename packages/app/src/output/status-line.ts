import cliTruncate from 'cli-truncate'
import { visibleLine } from '@module-images/core'
import { replaceStatus, type TextStream } from './shown-status.js'

/** Shows one line at the bottom of a terminal, in place of the one before; nothing takes it away. */
export type ShowStatus = (line: string | undefined) => void

/**
 * The bottom line of a stream. It is never more than a line and ends without a line end, so that whoever else writes to the terminal meanwhile
 * loses nothing.
 *
 * @param columns of the terminal, asked each time: people change the size
 */
export function createStatusLine(stream: TextStream, columns: () => number): ShowStatus {
  return (line) => replaceStatus(stream, line === undefined ? undefined : cliTruncate(visibleLine(line), Math.max(1, columns() - 1)))
}
