import { expect, test } from 'vitest'
import { printableLine, printableText } from './printable.js'

test.each([
  ['plain text', 'plain text'],
  ['\u001b[31mred\u001b[0m', 'red'],
  ['\u001b]0;title\u0007text', 'text'],
  ['\u001b]8;;http://x\u0007link\u001b]8;;\u0007', 'link'],
  ['\u009b31mred', 'red'],
  ['10%\r50%\r100%\r', '100%'],
  ['a\tb\u0000\u0008c\u007f', 'a bc'],
  ['safe\u202edesrever\u2066', 'safedesrever'],
  ['::error file=x::y', ': :error file=x::y'],
  ['  ::add-mask::x', '  : :add-mask::x'],
  ['\u001b[0m::error::x', ': :error::x'],
  ['\u200b::error::x', ': :error::x'],
  ['text ##[error]x', 'text ## [error]x'],
  ['#\u001b[0m#[error]x', '## [error]x'],
  ['std::vector', 'std::vector'],
  ['', ''],
])('%j is printed %j', (text, printed) => {
  expect(printableLine(text)).toBe(printed)
})

test('a text keeps its lines', () => {
  expect(printableText('a\n::b\r\nc')).toBe('a\n: :b\nc')
})
