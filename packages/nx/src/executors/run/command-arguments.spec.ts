import { describe, expect, it } from 'vitest'
import { commandArguments } from './command-arguments.js'

describe('commandArguments', () => {
  it.each([
    [
      ['--cells', '50', 'x y'],
      ['--cells', '50', 'x y'],
    ],
    [['--command=Rscript a.R', '--seed=7'], ['--seed=7']],
    [
      ['--at', 'v1', '--yes', 'x', '--seed=7'],
      ['x', '--seed=7'],
    ],
    [['--preset', 'notebook', '--open', 'x', '--publish=80'], ['x']],
    [
      ['--command', 'Rscript a.R', '--seed', '7'],
      ['--seed', '7'],
    ],
    [
      ['--env=TOKEN', '--commander', 'x'],
      ['--commander', 'x'],
    ],
    [
      ['-n', '$(id)', '--memory', '8g', '--', '--memory', '-x', '--'],
      ['-n', '$(id)', '--memory', '-x', '--'],
    ],
    [[], []],
  ])('of %j are %j', (unparsed, args) => expect(commandArguments(unparsed)).toEqual(args))
})
