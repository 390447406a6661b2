import { spawn } from 'node:child_process'
import { once } from 'node:events'
import xterm from '@xterm/headless'
import { readScreen } from './read-screen.mjs'

/**
 * @typedef {import('./read-screen.mjs').ScreenRow} ScreenRow
 * @typedef {object} Frame what stood on the screen, from a moment on
 * @property {number} at milliseconds, waits cut
 * @property {readonly ScreenRow[]} rows
 * @typedef {object} SessionOptions
 * @property {string} cwd
 * @property {NodeJS.ProcessEnv} env
 * @property {{ readonly columns: number, readonly rows: number }} size
 * @property {boolean} [mayFail] a command may end with another exit code than 0
 */

/** No wait is longer in a recording. */
const LONGEST_WAIT = 700
/** Screens that stand for less are left out. */
const SHORTEST_FRAME = 200
const WORD = 220
const READING = 1_800

/**
 * Types commands into a terminal and runs each in a real pseudo-terminal, that of `script` (util-linux).
 *
 * @param {readonly string[]} commands
 * @param {SessionOptions} options
 * @returns {Promise<Frame[]>}
 */
export async function recordSession(commands, { cwd, env, size, mayFail = false }) {
  const terminal = new xterm.Terminal({ cols: size.columns, rows: size.rows, allowProposedApi: true })
  /** @type {Frame[]} */
  const frames = []
  let at = 0
  const write = async (/** @type {string | Buffer} */ data, /** @type {number} */ wait) => {
    await new Promise((resolve) => terminal.write(data, () => resolve(undefined)))
    at += Math.min(wait, LONGEST_WAIT)
    addFrame(frames, { at, rows: readScreen(terminal) })
  }
  for (const command of commands) {
    await write('\u001b[32m$\u001b[0m ', 0)
    for (const word of command.split(/(?= )/)) await write(word, WORD)
    await write('\r\n', LONGEST_WAIT)
    const exitCode = await runCommand(command, { cwd, env, size }, write, terminal)
    if (exitCode !== 0 && !mayFail)
      throw new Error(
        `'${command}' ended with exit code ${exitCode}:\n${frames
          .at(-1)
          ?.rows.map(({ text }) => text)
          .join('\n')}`,
      )
    at += READING
  }
  await write('\u001b[32m$\u001b[0m ', 0)
  return frames
}

/** @type {(command: string, options: SessionOptions, write: (data: Buffer, wait: number) => Promise<void>, terminal: import('@xterm/headless').Terminal) => Promise<number | null>} */
async function runCommand(command, { cwd, env, size }, write, terminal) {
  const line = `stty cols ${size.columns} rows ${size.rows}; exec ${command}`
  const child = spawn('script', ['--quiet', '--return', '--flush', '--command', line, '/dev/null'], {
    cwd,
    env: { ...env, TERM: 'xterm-256color', SHELL: '/bin/sh' },
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  })
  // It may have ended before it was answered.
  child.stdin.on('error', () => undefined)
  const answers = terminal.onData((answer) => child.stdin.write(answer))
  const closed = once(child, 'close')
  let before = Date.now()
  for await (const chunk of child.stdout) {
    const now = Date.now()
    await write(chunk, now - before)
    before = now
  }
  const [exitCode] = /** @type {[number | null]} */ (await closed)
  answers.dispose()
  return exitCode
}

/** @param {Frame[]} frames @param {Frame} frame */
function addFrame(frames, frame) {
  const last = frames.at(-1)
  if (last !== undefined && JSON.stringify(last.rows) === JSON.stringify(frame.rows)) return
  if (last !== undefined && frame.at - last.at < SHORTEST_FRAME) frames[frames.length - 1] = { at: last.at, rows: frame.rows }
  else frames.push(frame)
}
