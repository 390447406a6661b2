// @ts-check
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CHECKING, ENDING } from './engine-ending.mjs'
import { expectedOf, readGolden } from './golden.mjs'
import { openReadsPlace } from './reads-place.mjs'
import { judgeCases, runCases } from './run-cases.mjs'
import { runPairs } from './run-pairs.mjs'

/** @type {Awaited<ReturnType<typeof openReadsPlace>>} */
let place

beforeAll(async () => {
  place = await openReadsPlace({ atOnce: 4 })
})
afterAll(() => place.close())

describe('what a build reads, held against BuildKit', () => {
  it.each([11])(
    'agrees on the cases of seed %i',
    async (seed) => {
      const { failures, built, refused } = await runCases({ seed, from: 0, count: 60 }, place, () => undefined)
      expect(failures).toEqual([])
      // Cases that all fail, or all succeed, would say little.
      expect([built > 10, refused > 10]).toEqual([true, true])
    },
    180_000,
  )

  it('never gives two images one key', async () => {
    const { wrong, same } = await runPairs({ seed: 33, count: 20 }, place, () => undefined)
    expect(wrong).toEqual([])
    expect(same).toBeGreaterThan(5)
  })
})

it('asks no engine that would end with it what a build reads', async () => {
  const [result] = await judgeCases([ENDING], { ...place, features: CHECKING })
  expect(result).toMatchObject({ predicted: { kind: 'refuses' }, observed: { kind: 'not-asked' }, disagreement: { kind: 'not-asked' } })
})

describe('cases that once failed', () => {
  it.each(readGolden().map(({ name, given, expected }) => /** @type {const} */ ([name, given, expected])))(
    '%s',
    async (_, given, expected) => {
      const [result] = await judgeCases([given], place)
      if (result?.observed.kind === 'not-asked') return
      expect(result?.disagreement).toBeUndefined()
      expect(result && expectedOf(result.observed)).toEqual(expected)
    },
    60_000,
  )
})
