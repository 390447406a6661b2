import { readAs } from '@module-images/core'
import * as v from 'valibot'

/**
 * What `--progress=rawjson` (buildx 0.13 and later) writes, as far as it is read: BuildKit's SolveStatus. Times are RFC 3339.
 * Source: https://github.com/moby/buildkit/blob/master/client/graph.go
 */
const rawStatus = v.object({
  vertexes: v.optional(
    v.array(
      v.object({
        digest: v.string(),
        name: v.optional(v.string(), ''),
        started: v.optional(v.string()),
        completed: v.optional(v.string()),
        cached: v.optional(v.boolean(), false),
        error: v.optional(v.string(), ''),
      }),
    ),
    [],
  ),
  statuses: v.optional(
    v.array(
      v.object({
        id: v.string(),
        vertex: v.string(),
        current: v.optional(v.number(), 0),
        /** 0 where BuildKit does not know it. */
        total: v.optional(v.number(), 0),
      }),
    ),
    [],
  ),
  logs: v.optional(
    v.array(v.object({ vertex: v.string(), stream: v.optional(v.number(), 1), data: v.optional(v.pipe(v.string(), v.base64()), '') })),
    [],
  ),
})

export type RawStatus = v.InferOutput<typeof rawStatus>
export type RawVertex = RawStatus['vertexes'][number]
export type RawTransfer = RawStatus['statuses'][number]
export type RawLog = RawStatus['logs'][number]

export interface RawStatusReader {
  readonly onStatus: (status: RawStatus) => void
  /** A line that is no status: buildx's own words at the end of a build. */
  readonly onText: (line: string) => void
}

/**
 * Takes buildx's lines apart into statuses and text. A status is one line, or, as buildx 0.13 writes it, indented lines between
 * a lone `{` and a lone `}`.
 */
export function createRawStatusParser(reader: RawStatusReader): { add(line: string): void; end(): void } {
  let open: string[] | undefined
  const close = () => {
    const lines = open ?? []
    open = undefined
    const status = parseRawStatus(lines.join('\n'))
    if (status) reader.onStatus(status)
    else lines.forEach(reader.onText)
  }
  return {
    add(line) {
      if (open) {
        open.push(line)
        if (line === '}') close()
        return
      }
      if (line === '{') open = [line]
      else if (line.startsWith('{')) {
        const status = parseRawStatus(line)
        if (status) reader.onStatus(status)
        else reader.onText(line)
      } else reader.onText(line)
    },
    end: close,
  }
}

function parseRawStatus(text: string): RawStatus | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  return readAs(rawStatus, value)
}
