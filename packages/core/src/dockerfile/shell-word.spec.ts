import { describe, expect, it } from 'vitest'
import { BadWordError } from './bad-word.js'
import { expandWord, UNKNOWN, type Value } from './shell-word.js'

const VALUES = new Map<string, Value>([
  ['A', 'a'],
  ['EMPTY', ''],
  ['ZZA', 'zza'],
  ['ABC', 'a.b.c'],
  ['XYX', 'xyx'],
  ['PATHS', 'd/x'],
  ['Xé', 'é'],
  ['BASE', UNKNOWN],
])

function expand(word: string): string {
  const { text, unknown } = expandWord(word, { escape: '\\', lookup: (name) => VALUES.get(name) })
  return unknown === undefined ? text : `unknown: ${unknown}`
}

describe('expandWord', () => {
  it.each([
    ['$A', 'a'],
    ['${A}b', 'ab'],
    ['$NOPE', ''],
    ['$Xé', 'é'],
    ['$1a', 'a'],
    ['a$@', 'a'],
    ['$', '$'],
    ['\\$A', '$A'],
    ["'$A'", '$A'],
    ['"$A"', 'a'],
    ['"\\$A \\a"', '$A \\a'],
    ['a\\ b', 'a b'],
    ['a\\', 'a'],
    ['${NOPE:-x}', 'x'],
    ['${NOPE-x}', 'x'],
    ['${EMPTY-x}', ''],
    ['${EMPTY:-x}', 'x'],
    ['${A:+x}${NOPE:+y}', 'x'],
    ['${EMPTY+x}${EMPTY:+y}', 'x'],
    ['${A:?no}', 'a'],
    ['${NOPE:-${EMPTY:-x}}', 'x'],
    ['${NOPE:-"x y"}', 'x y'],
    ['"${NOPE:-\'x\'}"', 'x'],
    ['${ZZA#z}', 'za'],
    ['${ZZA##*z}', 'a'],
    ['${ZZA#*z}', 'za'],
    ['${A:#z}', 'a'],
    ['${ABC%.*}', 'a.b'],
    ['${ABC%%.*}', 'a'],
    ['${ABC%?}', 'a.b.'],
    ['${XYX/x/_}', '_yx'],
    ['${XYX//x/_}', '_y_'],
    ['${XYX//x/}', 'y'],
    ['${PATHS%/*}', 'd'],
    ['${PATHS/\\/x/}', 'd'],
    ['$BASE/x', 'unknown: BASE'],
    ['${BASE:-x}', 'unknown: BASE'],
    ['${A:-$BASE}', 'a'],
    ['${NOPE:-$BASE}', 'unknown: BASE'],
    ['${NOPE:+$BASE}x', 'x'],
    ['${BASE#a}', 'unknown: BASE'],
  ])('%s is %s', (word, expected) => expect(expand(word)).toBe(expected))

  it.each(['${}', '${A', '${:A}', '${A^}', '${A:x}', '"a', "'a", '${NOPE:?no}', '${NOPE?}', '${EMPTY:?}', '${A#}', '${A#\\x}', '${XYX/x}'])(
    'refuses %s',
    (word) => expect(() => expand(word)).toThrow(BadWordError),
  )

  it('splits words outside quotes', () => {
    expect(expandWord('a "b c" d\\ e', { escape: '\\', lookup: () => undefined }).words).toEqual(['a', 'b c', 'd e'])
  })

  it('leaves long pattern work to the engine', () => {
    const word = expandWord('${A#*a*a*b}', { escape: '\\', lookup: () => 'a'.repeat(50_000) })
    expect(word.unknown).toBe('A')
  })

  it('refuses endless nesting instead of running out of stack', () => {
    expect(() => expand('${NOPE:-'.repeat(10_000))).toThrow(BadWordError)
  })
})
