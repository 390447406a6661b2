import { StringDecoder } from 'node:string_decoder'

/** A line longer than this, in characters, is handed over in pieces, so that no output can exhaust memory. */
const MAX_LINE_LENGTH = 4 * 1024 * 1024

export interface LineSplitter {
  add(chunk: Uint8Array): void
  /** Hands over what is left without a line end. */
  end(): void
}

/** UTF-8 bytes in, lines out without `\n` or `\r\n`, whatever the chunks' borders. */
export function createLineSplitter(onLine: (line: string) => void, maxLength = MAX_LINE_LENGTH): LineSplitter {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  const take = (text: string) => {
    rest += text
    let start = 0
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n', start)) {
      onLine(withoutReturn(rest.slice(start, end)))
      start = end + 1
    }
    for (; rest.length - start > maxLength; start += maxLength) onLine(rest.slice(start, start + maxLength))
    rest = rest.slice(start)
  }
  return {
    add: (chunk) => take(decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))),
    end() {
      take(decoder.end())
      if (rest !== '') onLine(withoutReturn(rest))
      rest = ''
    },
  }
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line
}
