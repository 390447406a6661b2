import { inspect, styleText } from 'node:util'

/** What texts are coloured with: these and no others pass `visibleStyledText`. */
const STYLES = ['red', 'green', 'yellow', 'cyan', 'bold', 'dim'] as const

type Style = (typeof STYLES)[number]

/** Colours a text, or leaves it as it is where no colours are wanted. What comes from outside went through `visibleText` before. */
export type Paint = (text: string) => string

/** One function a colour. */
export type Colours = Readonly<Record<Style, Paint>>

/** A stream that may be a terminal. */
export interface MaybeTerminal {
  readonly isTTY?: boolean
  readonly columns?: number
  hasColors?(env?: object): boolean
}

const COLOURS = createPalette((style) => (text) => {
  // What the stream is was asked before; asked here, node warns where both NO_COLOR and FORCE_COLOR are set.
  return text === '' ? '' : styleText(style, text, { validateStream: false })
})

/** Changes nothing. */
export const NO_COLOURS = createPalette(() => (text) => text)

/** What begins and ends a colour of `Colours`. */
export const STYLE_SEQUENCE = new RegExp(String.raw`\u001b\[(?:${STYLES.flatMap((style) => inspect.colors[style]).join('|')})m`, 'g')

/**
 * The colours of a stream. A terminal has them, unless `NO_COLOR` or `TERM=dumb` says otherwise; anything else has them with `FORCE_COLOR`.
 * `NO_COLOR` wins over `FORCE_COLOR`: a person sets the first, and Nx sets the second for its tasks.
 *
 * Sources: https://no-color.org, https://nodejs.org/api/tty.html#writestreamgetcolordepthenv
 */
export function createColours(stream: MaybeTerminal, env: NodeJS.ProcessEnv): Colours {
  return hasColours(stream, env) ? COLOURS : NO_COLOURS
}

function hasColours(stream: MaybeTerminal, env: NodeJS.ProcessEnv): boolean {
  const { NO_COLOR: never, FORCE_COLOR: always } = env
  if (never !== undefined && never !== '') return false
  if (always !== undefined) return always !== '0' && always !== 'false'
  return stream.isTTY === true && (stream.hasColors?.(env) ?? env['TERM'] !== 'dumb')
}

function createPalette(create: (style: Style) => Paint): Colours {
  return {
    red: create('red'),
    green: create('green'),
    yellow: create('yellow'),
    cyan: create('cyan'),
    bold: create('bold'),
    dim: create('dim'),
  }
}
