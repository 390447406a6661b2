import { describe, expect, it } from 'vitest'
import { renderJson, visibleLine, visibleText } from './visible.js'

describe('visibleLine', () => {
  it.each([
    ['plain text, é, 漢字, 👩‍👩‍👧', 'plain text, é, 漢字, 👩‍👩‍👧'],
    ['a\nb\r\tc', 'a\\nb\\r\\tc'],
    ['\u001b[31mred\u009b0m\u0007\u0000', '\\u001b[31mred\\u009b0m\\u0007\\u0000'],
    ['safe\u202edesrever\u2066\u200b\u00ad\ufeff\u2028', 'safe\\u202edesrever\\u2066\\u200b\\u00ad\\ufeff\\u2028'],
    ['tag \u{e0041}', 'tag \\udb40\\udc41'],
  ])('%j is shown as %s', (text, shown) => {
    expect(visibleLine(text)).toBe(shown)
  })
})

describe('visibleText', () => {
  it.each([
    ['a\n\tb', 'a\n\tb'],
    ['a\r\nb', 'a\\r\nb'],
    ['::error::x', ': :error::x'],
    ['a\n::stop-commands::x', 'a\n: :stop-commands::x'],
    ['a\n \t\u00a0\u3000::stop-commands::x', 'a\n \t\u00a0\u3000: :stop-commands::x'],
    ['\n\n::x::', '\n\n: :x::'],
    ['a\u2028::x::', 'a\\u2028::x::'],
    ['a\v::x::', 'a\\u000b::x::'],
    ['text ##[error]x', 'text ## [error]x'],
    [':::', ': ::'],
    ['std::vector', 'std::vector'],
  ])('%j is shown as %j', (text, shown) => {
    expect(visibleText(text)).toBe(shown)
    expect(visibleText(shown)).toBe(shown)
  })
})

it('JSON is equal to the value, and the same once it is printed', () => {
  const value = { '::a': ['\u001b\u009b\u202e\n', '##[error]x', '::stop-commands::', '\u{e0041}', '#\\#['], b: { '##[': 1 } }
  for (const indent of [undefined, 2]) {
    const text = renderJson(value, indent)
    expect(JSON.parse(text)).toEqual(value)
    expect(visibleText(text)).toBe(text)
  }
})
