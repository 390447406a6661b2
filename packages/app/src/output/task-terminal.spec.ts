import { expect, it } from 'vitest'
import { createTerminalStatus, withoutForcedColour } from './task-terminal.js'

const stream = { write: () => true }
const terminal = { isTTY: true, columns: 80 }

it.each([
  ['a terminal', terminal, {}, true],
  ['a pipe', {}, {}, false],
  ['a dumb terminal', terminal, { TERM: 'dumb' }, false],
  ["a pane of Nx's interactive view", terminal, { NX_TUI: 'true' }, false],
])('whether %s keeps a line at its bottom', (_, where, env, keeps) => {
  expect(createTerminalStatus(stream, env, where) !== undefined).toBe(keeps)
})

it.each([
  [{ FORCE_COLOR: 'true', A: '1' }, { A: '1' }],
  [{ FORCE_COLOR: '1' }, { FORCE_COLOR: '1' }],
  [{ FORCE_COLOR: '0' }, { FORCE_COLOR: '0' }],
])('of %j, what a person has set is %j', (env, own) => {
  expect(withoutForcedColour(env)).toEqual(own)
})
