import { describe, expect, it } from 'vitest'
import { parseArguments } from './arguments.mjs'

const known = { cases: ['first-build', 'release'], competitors: ['nx', 'bake'] }

describe('parseArguments', () => {
  it('measures everything three times unless told otherwise', () => {
    expect(parseArguments([], known)).toEqual({ kind: 'bench', runs: 3, options: [] })
  })

  it('reads lists and numbers', () => {
    expect(parseArguments(['--cases=release', '--competitors', 'nx,bake', '--sizes=20,200', '--runs=5', '--json=x.json'], known)).toEqual({
      kind: 'bench',
      cases: ['release'],
      competitors: ['nx', 'bake'],
      sizes: [20, 200],
      runs: 5,
      json: 'x.json',
      options: ['--cases=release', '--competitors=nx,bake', '--sizes=20,200', '--runs=5'],
    })
  })

  it.each([
    ['--cases=relaese', 'relaese'],
    ['--sizes=20,', "''"],
    ['--runs=0', "'0'"],
    ['--rums=1', '--rums'],
  ])('refuses %s', (argument, named) => {
    expect(parseArguments([argument], known)).toEqual({ kind: 'wrong', message: expect.stringContaining(named) })
  })
})
