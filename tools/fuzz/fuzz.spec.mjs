// @ts-check
import { growthOnDoubling, LINEAR } from '@module-images/core/testing'
import { describe, expect, it } from 'vitest'
import { caseOf } from './case.mjs'
import { judgeFiles } from './judge.mjs'
import { longDockerfiles } from './long-dockerfiles.mjs'
import { readModule } from './read-module.mjs'

/** `npm run test:fuzz -- --minutes 60 --seed N` is the long form. */
const SEED = 20_261_122
const CASES = 100

describe('random and spoilt files', () => {
  it(`are read, or refused with a place (seed ${SEED})`, () => {
    const counts = { read: 0, refused: 0 }
    for (let index = 0; index < CASES; index++) {
      const verdict = judgeFiles(caseOf(SEED, index), { timed: false })
      if (verdict.kind === 'wrong') expect.fail(`case ${index} of seed ${SEED}: ${verdict.why}`)
      counts[verdict.kind] += 1
    }
    // Cases that are all refused, or all read, would say little.
    expect([counts.read > CASES / 5, counts.refused > CASES / 5]).toEqual([true, true])
  })
})

describe('long Dockerfiles', () => {
  const SIZE = 1 << 12
  it.each(longDockerfiles(SIZE).map(([name], index) => /** @type {const} */ ([name, index])))(
    'take steps in proportion: %s',
    (_, index) => {
      const growth = growthOnDoubling(SIZE, (size) => {
        const text = longDockerfiles(size)[index]?.[1] ?? ''
        return () => readModule({ Dockerfile: text, a: '', data: '' })
      })
      expect(growth).toBeLessThan(LINEAR)
    },
  )
})
