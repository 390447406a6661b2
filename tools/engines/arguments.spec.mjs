import { expect, it } from 'vitest'
import { parseArguments } from './arguments.mjs'

const known = { engines: ['26.1', '28.5'], stores: ['classic', 'containerd'], suites: ['engine', 'differential'] }

it('runs everything unless told otherwise', () => {
  expect(parseArguments([], known)).toEqual({ kind: 'run', names: known })
})

it('runs what is named, in the order of the matrix', () => {
  expect(parseArguments(['--engine=28.5', '--engine', '26.1', '--store=classic', '--suite=engine'], known)).toEqual({
    kind: 'run',
    names: { engines: ['26.1', '28.5'], stores: ['classic'], suites: ['engine'] },
  })
})

it.each([
  [['--list'], 'list'],
  [['--purge', '--engine=28.5'], 'purge'],
  [['-h'], 'help'],
])('%j', (argv, kind) => {
  expect(parseArguments(argv, known)).toEqual({ kind })
})

it.each([
  ['--engine=28', "'28'"],
  ['--store=overlay', "'overlay'"],
  ['--suites=engine', '--suites'],
])('refuses %s', (argument, named) => {
  expect(parseArguments([argument], known)).toEqual({ kind: 'wrong', message: expect.stringContaining(named) })
})
