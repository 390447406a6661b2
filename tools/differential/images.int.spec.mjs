// @ts-check
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readBuiltGolden } from './built/golden-built.mjs'
import { NAMED_CASES } from './built/named-cases.mjs'
import { askOracle } from './built/oracle.mjs'
import { openPlace } from './built/place.mjs'
import { judgeBuilt, runBuilt } from './built/run-built.mjs'
import { CHECKING, ENDING } from './engine-ending.mjs'
import { openReadsPlace } from './reads-place.mjs'

describe('what a build makes, held against BuildKit', () => {
  /** @type {import('./built/place.mjs').BuiltPlace} */
  let place
  beforeAll(async () => {
    const reads = await openReadsPlace({ atOnce: 1 })
    reads.close()
    place = await openPlace({ features: reads.features })
  })
  afterAll(() => place.close())

  it('agrees on cases that once failed', async () => {
    const cases = [...Object.entries(NAMED_CASES), ...readBuiltGolden()]
    const { verdicts } = await judgeBuilt(
      cases.map(([, given]) => given),
      place,
    )
    const differences = cases.flatMap(([name], index) => (verdicts[index]?.difference ? [[name, verdicts[index].difference]] : []))
    expect(differences).toEqual([])
    expect(verdicts.filter(({ oracle }) => oracle.kind === 'built').length).toBeGreaterThan(10)
  }, 600_000)

  it('asks no engine that would end with it', async () => {
    expect(await askOracle([ENDING], { ...place, features: CHECKING })).toEqual([{ kind: 'not-asked' }])
  })

  it('agrees on the cases of a seed', async () => {
    const { failures, built } = await runBuilt({ seed: 44, from: 0, count: 12 }, place, () => undefined)
    expect(failures).toEqual([])
    expect(built).toBe(12)
  }, 900_000)
})
