import { growthOnDoubling, LINEAR } from '@module-images/core/testing'
import { describe, expect, it } from 'vitest'
import { parseShellCommands } from './shell-commands.js'

const commandsOf = (script: string) =>
  parseShellCommands(script)?.map(({ words, after }) => [words.map(({ text }) => text).join('␠'), after])

describe('parseShellCommands', () => {
  it.each([
    ['a b && c|d; e || f & g', ['a␠b &&', 'c |', 'd ;', 'e ||', 'f &', 'g ']],
    [`echo 'a && b' "c | d" e\\ f`, ['echo␠a && b␠c | d␠e f ']],
    ['curl x > out 2>&1 < in | sh', ['curl␠x |', 'sh ']],
    ['if test -f a; then rm a; else touch a; fi', ['test␠-f␠a ;', 'rm␠a ;', 'touch␠a ;']],
    ['{ a; } && (b; c)', ['a ;', 'b ;', 'c )']],
    ['a # b && c\nd', ['a ;', 'd ']],
    ['a#b', ['a#b ']],
    ['a $(b | c) `d; e` "${f:-g;h}" $((1|2))', ['a␠$(b | c)␠`d; e`␠${f:-g;h}␠$((1|2)) ']],
    ['bash <(curl x) -s', ['bash␠<(curl x)␠-s ']],
    ['a \\\n  b', ['a␠b ']],
    ['a ""', ['a␠ ']],
    ['! a', ['a ']],
    ['', []],
    ['; ;', []],
  ])('takes %j apart', (script, expected) => {
    expect(commandsOf(script)?.map(([words, after]) => `${words ?? ''} ${after ?? ''}`)).toEqual(expected)
  })

  it.each(["a 'b", 'a "b', 'a $(b', 'a `b', 'a ${b', 'a "$(b"', "$('", 'a >`', "a\nb >'c", 'a < "b', 'a >$(b'])(
    'is not sure about %j',
    (script) => {
      expect(parseShellCommands(script)).toBeUndefined()
    },
  )

  it('tells words only the shell knows, and where words stand', () => {
    const [command] = parseShellCommands('a $b "x$c" \'$d\' \\$e 5$') ?? []
    expect(command?.words.map(({ text, dynamic, start, end }) => [text, dynamic, start, end])).toEqual([
      ['a', false, 0, 1],
      ['$b', true, 2, 4],
      ['x$c', true, 5, 10],
      ['$d', false, 11, 15],
      ['$e', false, 16, 19],
      ['5$', false, 20, 22],
    ])
  })

  it.each(['(', '$(', '"$(', '`', '\\', '<', "'", '&', ';', '${', '"'])('is linear in a long row of %j', (piece) => {
    const growth = growthOnDoubling(2000, (size) => {
      const script = piece.repeat(size)
      return () => parseShellCommands(script)
    })
    expect(growth).toBeLessThan(LINEAR)
  })
})
