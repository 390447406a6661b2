import { expect, it } from 'vitest'
import { parseFaultArguments } from './fault-arguments.mjs'

it('asks for the whole suite unless told otherwise', () => {
  expect(parseFaultArguments([])).toEqual({ pushes: 1000, kills: 200, races: 50, nxRuns: 10 })
  expect(parseFaultArguments(['--seed', '7', '--kills=3'])).toEqual({ seed: 7, pushes: 1000, kills: 3, races: 50, nxRuns: 10 })
})

it.each([
  [['--speed', '7'], "'--speed' is none of --seed, --pushes, --kills, --races."],
  [['seed', '7'], "'seed' is none of --seed, --pushes, --kills, --races."],
  [['--seed'], "--seed takes a whole number, not ''."],
  [['--pushes', '-1'], "--pushes takes a whole number, not '-1'."],
])('refuses %j', (argv, sentence) => {
  expect(parseFaultArguments(argv)).toBe(sentence)
})
