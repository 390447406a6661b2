/** Where text is written. */
export type TextStream = Pick<NodeJS.WriteStream, 'write'>

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

/** Puts text, which fits into a line, in place of what stands at the bottom; undefined for nothing. */
export function replaceStatus(stream: TextStream, text: string | undefined): void {
  if (text === shown.get(stream)) return
  if (text === undefined) shown.delete(stream)
  else shown.set(stream, text)
  stream.write(text === undefined ? LEAVE_LINE : `${ERASE_LINE}${text}`)
}
