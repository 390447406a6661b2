// @ts-check
import fc from 'fast-check'
import { NAMES, readSamples } from './samples.mjs'

const MEGABYTE = 1 << 20

/** What these languages are made of, to be strewn in. */
const TOKENS = [
  ...[
    'FROM ',
    'FROM a AS b\n',
    'COPY ',
    'COPY a b\n',
    'ADD ',
    'RUN ',
    'ARG ',
    'ENV ',
    'LABEL ',
    'ONBUILD ',
    'SHELL ["sh"]\n',
    'CMD [',
    'USER a\n',
    'HEALTHCHECK NONE\n',
  ],
  ...['--from=', '--mount=', '--mount=type=bind,source=', '--parents ', '--exclude=', '--link ', '--platform=', '-- '],
  ...[
    '# escape=`\n',
    '# syntax=x\n',
    '# check=skip=all\n',
    '# module-images: ignore apt-lists\n',
    '<<<<<<< HEAD\n',
    '=======\n',
    '>>>>>>> x\n',
  ],
  ...[
    '<<EOF',
    '<<-"E"',
    "3<<'E'",
    'EOF\n',
    '\nE\n',
    '\\\n',
    '`\n',
    ' \\ \n',
    '\r\n',
    '\n\n',
    '\t',
    '\u00a0',
    '\u0085',
    '\ufeff',
    '\0',
    '\u2028',
  ],
  ...[
    '$',
    '${',
    '}',
    '${a:-',
    '${a:+',
    '${a#',
    '${a%%',
    '${a/',
    '${a//x/',
    '$(',
    '`',
    '"',
    "'",
    '\\',
    '[',
    ']',
    '["',
    '"]',
    '{',
    '(',
    ')',
    '&&',
    '||',
    ';',
    '|',
    '>',
    '&',
  ],
  ...[
    '*',
    '**',
    '**/',
    '!',
    '?',
    '[^a]',
    '[a-',
    '/',
    './',
    '../',
    '#',
    ' ',
    ',',
    '=',
    '==',
    ':',
    '@',
    '- ',
    '  - ',
    '&a ',
    '*a ',
    '!!x ',
    '? ',
    '|\n',
    '>-\n',
    '---\n',
  ],
  ...['apt-get install ', 'pip install ', 'conda install ', 'curl x | sh', 'install.packages("', 'releases/latest', 'sudo ', 'sh -c "'],
  ...[
    'null',
    'true',
    '1e999',
    '-0',
    '""',
    '{}',
    '[]',
    '"__proto__":',
    '"Packages":',
    'package:\n',
    'linux-64',
    'hash: ',
    '\ud800',
    '😀',
    'ü',
  ],
]

const token = fc.constantFrom(...TOKENS)
/** A place in a text, and how much of it, in millionths of its length. */
const part = fc.nat(1_000_000)

/** One change of a text. @typedef {typeof mutation extends fc.Arbitrary<infer T> ? T : never} Mutation */
const mutation = fc.record({
  how: fc.constantFrom(
    .../** @type {const} */ ([
      'insert',
      'insert',
      'insert',
      'replace',
      'cut',
      'copy',
      'repeat',
      'swap lines',
      'drop line',
      'repeat line',
      'flip',
      'truncate',
      'windows',
    ]),
  ),
  at: part,
  length: fc.oneof(fc.nat(20), part),
  times: fc.nat(30),
  token,
})

/** Beside what these few give, the text may be repeated until it is long: what is not linear shows there. */
const size = fc.oneof(
  { weight: 60, arbitrary: fc.constant(0) },
  { weight: 6, arbitrary: fc.constant(MEGABYTE >> 4) },
  { weight: 1, arbitrary: fc.constant(MEGABYTE) },
)

/**
 * @param {string} text
 * @param {Mutation} mutation
 */
function mutate(text, { how, at, length, times, token }) {
  const from = Math.floor((at / 1_000_001) * (text.length + 1))
  const to = Math.min(text.length, from + (length <= 20 ? length : Math.floor((length / 1_000_000) * (text.length - from))))
  const [before, piece, after] = [text.slice(0, from), text.slice(from, to), text.slice(to)]
  const line = lineAround(text, from)
  switch (how) {
    case 'insert':
      return before + token + text.slice(from)
    case 'replace':
      return before + token + after
    case 'cut':
      return before + after
    case 'copy':
      return before + piece + text.slice(from)
    case 'repeat':
      return before + (piece.length > 2000 ? piece : piece.repeat(times)) + after
    case 'truncate':
      return before
    case 'windows':
      return text.replaceAll('\n', '\r\n')
    case 'flip':
      return before + String.fromCharCode((text.charCodeAt(from) || 0) ^ (1 << (times % 8))) + text.slice(from + 1)
    case 'swap lines':
      return text.slice(0, line.start) + text.slice(line.end) + text.slice(line.start, line.end)
    case 'drop line':
      return text.slice(0, line.start) + text.slice(line.end)
    case 'repeat line':
      return text.slice(0, line.end) + text.slice(line.start, line.end).repeat(Math.min(times, 5)) + text.slice(line.end)
  }
}

/** @param {string} text @param {number} at */
function lineAround(text, at) {
  const end = text.indexOf('\n', at)
  return { start: text.lastIndexOf('\n', at - 1) + 1, end: end < 0 ? text.length : end + 1 }
}

/** Repeats a piece where it stands until the text is about so long. @param {string} text @param {number} size @param {{ at: number, length: number, lines: boolean }} where */
function grow(text, size, { at, length, lines }) {
  if (size === 0 || text === '') return text
  const from = Math.floor((at / 1_000_001) * text.length)
  const around = { start: from, end: Math.min(text.length, from + 1 + length) }
  const { start, end } = lines ? lineAround(text, from) : around
  const piece = text.slice(start, end)
  return piece === '' ? text : text.slice(0, start) + piece.repeat(Math.ceil(size / piece.length)) + text.slice(end)
}

const bytes = fc.uint8Array({ maxLength: 400 }).map((array) => Buffer.from(array).toString('utf8'))
const tokens = fc.array(token, { maxLength: 60 }).map((all) => all.join(''))
const fresh = fc.oneof(
  { weight: 1, arbitrary: bytes },
  { weight: 3, arbitrary: tokens },
  { weight: 3, arbitrary: tokens.map((text) => `FROM scratch\n${text}`) },
)

const growth = fc.record({ size, at: part, length: fc.nat(60), lines: fc.boolean() })

/** A module's files of which one or two were spoilt. @type {fc.Arbitrary<import('./read-module.mjs').Files>} */
export const anyFiles = fc
  .record({
    sample: fc.constantFrom(...readSamples()),
    other: fc.constantFrom(...readSamples()),
    spoilt: fc.array(
      fc.record({
        name: fc.constantFrom(...NAMES),
        mutations: fc.array(mutation, { maxLength: 12 }),
        fresh: fc.option(fresh, { freq: 4 }),
      }),
      {
        minLength: 1,
        maxLength: 2,
      },
    ),
    growth,
  })
  .map(({ sample, other, spoilt, growth }) => {
    const files = { ...sample }
    spoilt.forEach(({ name, mutations, fresh }, index) => {
      const text = fresh ?? files[name] ?? other[name] ?? ''
      files[name] = grow(mutations.reduce(mutate, text), index === 0 ? growth.size : 0, growth)
    })
    return files
  })
