// @ts-check
import fc from 'fast-check'
import { name } from './arbitrary-tree.mjs'

const segment = fc.oneof(
  { weight: 6, arbitrary: name },
  {
    weight: 5,
    arbitrary: fc.constantFrom('*', '**', '*.txt', '?', '[a-c]', '[^a]', 'd*', '*a*', '.*', '*.*', '\\a', '[A-Z]ata', '**.txt', 'a**'),
  },
  { weight: 1, arbitrary: fc.constantFrom('.', '..', '') },
)

const pattern = fc.array(segment, { minLength: 1, maxLength: 3 }).map((segments) => segments.join('/'))

const rule = fc
  .record({
    taken: fc.boolean(),
    before: fc.constantFrom('', '', '', '/', './', ' ', '! '),
    pattern,
    after: fc.constantFrom('', '', '', '/', ' ', '/**', '/*', '\r'),
  })
  .map(({ taken, before, pattern, after }) => `${taken ? '' : '!'}${before}${pattern}${after}`)

const line = fc.oneof(
  { weight: 14, arbitrary: rule },
  { weight: 3, arbitrary: fc.constantFrom('*', '**', '!**', '.', '/', '**/*') },
  { weight: 1, arbitrary: fc.constantFrom('# a comment', '', '   ', ' # not one', '#!a') },
)

/** Text of an ignore file; undefined for none. @type {fc.Arbitrary<string | undefined>} */
export const ignore = fc.oneof(
  { weight: 1, arbitrary: fc.constant(undefined) },
  { weight: 4, arbitrary: fc.array(line, { minLength: 1, maxLength: 6 }).map((lines) => `${lines.join('\n')}\n`) },
)
