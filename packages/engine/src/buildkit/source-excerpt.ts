/** Where in the Dockerfile BuildKit sees the fault. */
export interface SourceExcerpt {
  /** Counts from 1. */
  readonly line: number
  /** The marked lines' text, joined. */
  readonly text: string
}

const HEADER = /^.+:(\d+)$/
const RULE = /^-{20}$/
const ROW = /^ *\d+ \| (>>>|   ) ?(.*)$/

/**
 * Finds the excerpt buildx prints before its error:
 *
 *     Dockerfile:8
 *     --------------------
 *        7 |     FROM base AS final
 *        8 | >>> RUN echo two
 *     --------------------
 *
 * Source: https://github.com/moby/buildkit/blob/master/solver/errdefs/source.go
 */
export function parseSourceExcerpt(lines: readonly string[]): SourceExcerpt | undefined {
  const start = lines.findIndex((line, index) => HEADER.test(line) && RULE.test(lines[index + 1] ?? ''))
  const line = HEADER.exec(lines[start] ?? '')?.[1]
  if (line === undefined) return undefined
  const length = lines.slice(start + 2).findIndex((row) => RULE.test(row))
  const rows = lines.slice(start + 2, length < 0 ? undefined : start + 2 + length).map((row) => ROW.exec(row))
  const marked = rows.filter((row) => row?.[1] === '>>>').map((row) => row?.[2] ?? '')
  return { line: Number(line), text: marked.join('\n') }
}
