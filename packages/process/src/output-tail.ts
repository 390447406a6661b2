/** The last bytes of a stream. */
export interface OutputTail {
  add(chunk: Uint8Array): void
  /** What is kept, as UTF-8. */
  text(): string
  truncated(): boolean
}

/** Keeps at most `limit` bytes, dropping the earliest. */
export function createOutputTail(limit: number): OutputTail {
  let chunks: Uint8Array[] = []
  let size = 0
  let dropped = false
  const trim = () => {
    const all = Buffer.concat(chunks)
    dropped = true
    // A copy, so that the dropped bytes can be freed.
    chunks = [Uint8Array.from(all.subarray(all.length - limit))]
    size = limit
  }
  return {
    add(chunk) {
      chunks.push(chunk)
      size += chunk.length
      // Twice the limit, so that trimming costs little however small the chunks are.
      if (size > 2 * limit) trim()
    },
    text() {
      if (size > limit) trim()
      return Buffer.concat(chunks).toString('utf8')
    },
    truncated: () => dropped || size > limit,
  }
}
