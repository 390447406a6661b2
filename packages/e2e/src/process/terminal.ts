import { spawn } from 'node:child_process'
import { once } from 'node:events'
import xterm, { type Terminal } from '@xterm/headless'
import type { CommandRequest } from './run-command.js'

/** What a person sees. */
export interface Screen {
  readonly exitCode: number
  /** From the first line that was scrolled out to the last one that is not empty. */
  readonly lines: readonly ScreenLine[]
  readonly text: string
}

/** One line of the terminal, at most as long as it is wide. */
export interface ScreenLine {
  readonly text: string
  /** What did not fit into the line before. */
  readonly wrapped: boolean
  /** Some of it has a colour, or is bold or dim. */
  readonly styled: boolean
}

const ROWS = 40

/**
 * Runs a command in a terminal and reads off what stands there at the end: the pseudo-terminal is that of `script` (util-linux), the screen
 * that of xterm.js, which also answers what programs ask a terminal.
 */
export async function runInTerminal({ command, args, cwd, env }: CommandRequest, columns: number): Promise<Screen> {
  const terminal = new xterm.Terminal({ cols: columns, rows: ROWS, scrollback: 10_000, allowProposedApi: true })
  const words = [command, ...args].map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`)
  const line = `stty cols ${columns} rows ${ROWS}; exec ${words.join(' ')}`
  const child = spawn('script', ['--quiet', '--return', '--flush', '--command', line, '/dev/null'], {
    cwd,
    env: { ...env, TERM: 'xterm-256color', SHELL: '/bin/sh' },
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  })
  // It may have ended before it was answered.
  child.stdin.on('error', () => undefined)
  terminal.onData((answer) => child.stdin.write(answer))
  child.stdout.on('data', (chunk: Buffer) => terminal.write(chunk))
  const [exitCode] = (await once(child, 'close')) as [number | null]
  await new Promise<void>((resolve) => terminal.write('', resolve))
  const lines = readLines(terminal)
  terminal.dispose()
  return { exitCode: exitCode ?? -1, lines, text: lines.map(({ text }) => text).join('\n') }
}

function readLines(terminal: Terminal): ScreenLine[] {
  const { active } = terminal.buffer
  const lines = Array.from({ length: active.length }, (_, i) => {
    const line = active.getLine(i)
    const cells = Array.from({ length: terminal.cols }, (_cell, x) => line?.getCell(x))
    return {
      text: line?.translateToString(true) ?? '',
      wrapped: line?.isWrapped ?? false,
      styled: cells.some((cell) => cell?.isAttributeDefault() === false),
    }
  })
  return lines.slice(0, lines.findLastIndex(({ text }) => text !== '') + 1)
}
