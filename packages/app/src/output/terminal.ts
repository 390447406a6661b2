import { type Colours, createColours, type MaybeTerminal, NO_COLOURS } from './colour.js'

/** How text is shown where it goes. */
export interface TextStyle {
  readonly colours: Colours
  /** Columns of a line; undefined where lines may be of any length: in a pipe, a file, a log. */
  readonly width: number | undefined
}

/** Neither colours nor a limit, as for a file. */
export const PLAIN: TextStyle = { colours: NO_COLOURS, width: undefined }

/** Of a terminal that does not tell. */
const DEFAULT_WIDTH = 80

/** The colours and the width of a stream. */
export function readTextStyle(stream: MaybeTerminal, env: NodeJS.ProcessEnv): TextStyle {
  return { colours: createColours(stream, env), width: stream.isTTY === true ? (stream.columns ?? 0) || DEFAULT_WIDTH : undefined }
}
