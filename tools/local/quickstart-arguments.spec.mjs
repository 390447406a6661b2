import { expect, test } from 'vitest'
import { parseArguments } from './quickstart-arguments.mjs'

test.each([
  [[], { kind: 'up', setUpOnly: false }],
  [['--setup-only'], { kind: 'up', setUpOnly: true }],
  [['--down'], { kind: 'down', purge: false }],
  [['--purge', '--down'], { kind: 'down', purge: true }],
  [['--help', '--down'], { kind: 'help' }],
  [['-h'], { kind: 'help' }],
  [['--dwon'], { kind: 'wrong', message: 'Unknown argument: --dwon' }],
  [['--help', 'down'], { kind: 'wrong', message: 'Unknown argument: down' }],
  [['--purge'], { kind: 'wrong', message: '--purge goes with --down.' }],
  [['--down', '--setup-only'], { kind: 'wrong', message: '--down and --setup-only exclude each other.' }],
])('%j', (argv, wanted) => {
  expect(parseArguments(argv)).toEqual(wanted)
})
