import { describe, expect, it } from 'vitest'
import { escapeMarkdown, renderCodeSpan } from './escape-markdown.js'

describe('escapeMarkdown', () => {
  it.each([
    ['plain words', 'plain words'],
    ['[a](https://x) | <b>\n@me', '&#91;a&#93;(https://x) &#124; &#60;b&#62; &#64;me'],
  ])('makes %j mean itself', (text, escaped) => expect(escapeMarkdown(text)).toBe(escaped))
})

describe('renderCodeSpan', () => {
  it.each([
    ['a_b', '`a_b`'],
    ['', '`  `'],
    ['two\nlines', '`two lines`'],
    ['`x` <img src=a> ``', '``` `x` <img src=a> `` ```'],
    ['\u001b[31mred\u202e', '`\\u001b[31mred\\u202e`'],
  ])('lets nothing of %j out', (text, span) => expect(renderCodeSpan(text)).toBe(span))
})
