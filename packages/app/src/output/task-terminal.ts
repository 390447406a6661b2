import { openSync, readlinkSync } from 'node:fs'
import { WriteStream } from 'node:tty'
import type { MaybeTerminal } from './colour.js'
import type { TextStream } from './shown-status.js'
import { createStatusLine, type ShowStatus } from './status-line.js'

/** What a terminal is called in /proc. */
const TERMINAL = /^\/dev\/(?:pts\/\d+|tty\w*|console)$/

/**
 * The terminal that Nx writes the output of a batch to. Nx does not tell its tasks whether there is one: they write into a pipe, and it sets
 * FORCE_COLOR for all of them. So its own standard output is looked at, where the system shows it: on Linux.
 *
 * @param parent process id of Nx
 */
export function findTaskTerminal(parent = process.ppid): WriteStream | undefined {
  try {
    const path = readlinkSync(`/proc/${parent}/fd/1`)
    if (!TERMINAL.test(path)) return undefined
    const terminal = new WriteStream(openSync(path, 'w'))
    terminal.unref()
    return terminal
  } catch {
    return undefined
  }
}

/** The environment as a person has set it: Nx sets FORCE_COLOR for its tasks, whether or not anybody sees colours. */
export function withoutForcedColour(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { FORCE_COLOR: force, ...rest } = env
  return force === 'true' ? rest : env
}

/**
 * The bottom line of a stream that ends on a terminal; undefined where there is none, or it can keep no line: a pane of Nx's interactive view
 * has its own idea of lines.
 *
 * @param terminal where it is not the stream itself
 */
export function createTerminalStatus(
  stream: TextStream & MaybeTerminal,
  env: NodeJS.ProcessEnv,
  terminal: MaybeTerminal | undefined = stream,
): ShowStatus | undefined {
  if (terminal.isTTY !== true || env['TERM'] === 'dumb' || env['NX_TUI'] === 'true') return undefined
  return createStatusLine(stream, () => terminal.columns ?? 0)
}
