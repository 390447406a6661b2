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

/** What patternmatcher leaves to the regular expression it makes: braces, bars, carets, classes by name, escapes of letters. */
const expression = fc
  .array(
    fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom('*', '?', '**', '[ab]', 'a', 'b', 'x', '.txt', '/', 'data') },
      { weight: 3, arbitrary: fc.constantFrom('|', '|', '{1}', '{2}', '{0,1}', '{1,}', '{0}', '{', '}', '{,2}', '^') },
      { weight: 2, arbitrary: fc.constantFrom('[[:alpha:]]', '[^[:lower:]]', '\\d', '\\w', '[|{}]', '[b-a]', '{2,1}', '{1001}') },
    ),
    { minLength: 2, maxLength: 7 },
  )
  .map((parts) => parts.join(''))

const segments = fc.array(segment, { minLength: 1, maxLength: 3 }).map((segments) => segments.join('/'))

const pattern = fc.oneof({ weight: 3, arbitrary: segments }, { weight: 1, arbitrary: expression })

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
