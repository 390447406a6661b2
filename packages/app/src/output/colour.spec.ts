import { describe, expect, it } from 'vitest'
import { createColours, NO_COLOURS } from './colour.js'
import { visibleStyledText } from './styled-text.js'
import { readTextStyle } from './terminal.js'

const terminal = { isTTY: true, columns: 100, hasColors: (env?: object) => (env as NodeJS.ProcessEnv)['TERM'] !== 'dumb' }
const pipe = { isTTY: false }
const RED = '\u001b[31mx\u001b[39m'

describe('createColours', () => {
  it.each([
    ['a terminal', terminal, {}, RED],
    ['a pipe', pipe, {}, 'x'],
    ['a terminal with NO_COLOR', terminal, { NO_COLOR: '1' }, 'x'],
    ['a terminal with an empty NO_COLOR, which is none', terminal, { NO_COLOR: '' }, RED],
    ['a dumb terminal', terminal, { TERM: 'dumb' }, 'x'],
    ['a dumb terminal of which nothing else is known', { isTTY: true as const }, { TERM: 'dumb' }, 'x'],
    ['a pipe with FORCE_COLOR', pipe, { FORCE_COLOR: '1' }, RED],
    ['a pipe with FORCE_COLOR as Nx sets it', pipe, { FORCE_COLOR: 'true' }, RED],
    ['a terminal with FORCE_COLOR=0', terminal, { FORCE_COLOR: '0' }, 'x'],
    ['both', terminal, { NO_COLOR: '1', FORCE_COLOR: '1' }, 'x'],
  ])('%s', (_, stream, env, text) => {
    expect(createColours(stream, env).red('x')).toBe(text)
  })
})

describe('readTextStyle', () => {
  it.each([
    ['a terminal', terminal, 100],
    ['a terminal that does not tell', { isTTY: true, columns: 0 }, 80],
    ['a pipe', pipe, undefined],
  ])('the width of %s', (_, stream, width) => {
    expect(readTextStyle(stream, {}).width).toBe(width)
  })
})

describe('visibleStyledText', () => {
  const { bold, red } = createColours(pipe, { FORCE_COLOR: '1' })

  it('keeps the colours and escapes all else that a terminal acts upon', () => {
    expect(visibleStyledText(`${red('✗')} a ${bold('b')}\u001b[2J \u001b[8m\u009b31m`)).toBe(
      `${red('✗')} a ${bold('b')}\\u001b[2J \\u001b[8m\\u009b31m`,
    )
  })

  it('leaves no command of GitHub Actions, coloured or not', () => {
    expect(visibleStyledText(`a\n${red('::add-mask::y')}`)).toBe(`a\n${red(': :add-mask::y')}`)
    expect(visibleStyledText('##[error]x')).toBe('## [error]x')
  })
})

it('NO_COLOURS changes nothing', () => {
  expect(Object.values(NO_COLOURS).map((paint) => paint('x'))).toEqual(['x', 'x', 'x', 'x', 'x', 'x'])
})
