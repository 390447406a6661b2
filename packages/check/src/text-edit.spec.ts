import { growthOnDoubling, LINEAR } from '@module-images/core/testing'
import { expect, it } from 'vitest'
import { appendLine, applyEdits } from './text-edit.js'

it('makes all insertions by the places of the text as it was, one that is given twice once', () => {
  const edits = [
    { line: 2, column: 2, insert: 'X' },
    { line: 1, column: 1, insert: '>' },
    { line: 2, column: 2, insert: 'X' },
    { line: 2, column: 2, insert: 'Y' },
    { line: 9, column: 9, insert: '!' },
  ]
  expect(applyEdits('ab\ncd\n', edits)).toBe('>ab\ncXYd\n!')
})

it('adds lines at the end, of a text without a last line end too', () => {
  expect(applyEdits('a\n', [appendLine('f', 'a\n', 'b'), appendLine('f', 'a\n', 'c')])).toBe('a\nb\nc\n')
  expect(applyEdits('a', [appendLine('f', 'a', 'b')])).toBe('a\nb\n')
  expect(applyEdits('', [appendLine('f', '', 'b')])).toBe('b\n')
})

const edit = (line: number) => ({ line, column: 2, insert: ' -x' })

it('is linear in the number of edits', () => {
  const growth = growthOnDoubling(1000, (size) => {
    const [text, edits] = ['RUN install a\n'.repeat(size), Array.from({ length: size }, (_, index) => edit(index + 1))]
    return () => expect(applyEdits(text, edits)).toHaveLength(17 * size)
  })
  expect(growth).toBeLessThan(LINEAR)
})
