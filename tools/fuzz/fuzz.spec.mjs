// @ts-check
import { describe, expect, it } from 'vitest'
import { caseOf } from './case.mjs'
import { judgeFiles } from './judge.mjs'
import { longDockerfiles } from './long-dockerfiles.mjs'
import { readModule } from './read-module.mjs'

/** `npm run test:fuzz -- --minutes 60 --seed N` is the long form. */
const SEED = 20_261_122
const CASES = 300

describe('random and spoilt files', () => {
  it(`are read, or refused with a place, in linear time (seed ${SEED})`, () => {
    const counts = { read: 0, refused: 0 }
    for (let index = 0; index < CASES; index++) {
      const verdict = judgeFiles(caseOf(SEED, index))
      if (verdict.kind === 'wrong') expect.fail(`case ${index} of seed ${SEED}: ${verdict.why}`)
      counts[verdict.kind] += 1
    }
    // Cases that are all refused, or all read, would say little.
    expect([counts.read > CASES / 5, counts.refused > CASES / 5]).toEqual([true, true])
  }, 60_000)
})

describe('long Dockerfiles', () => {
  const SIZE = 1 << 17
  it.each(longDockerfiles(SIZE))(
    '%s: an eighth of a megabyte takes no more than a second',
    (_, text) => {
      // Not a minute, as what is not linear takes; the processor's time, since other work has the machine too.
      const tries = Array.from({ length: 3 }, () => {
        const before = process.cpuUsage()
        readModule({ Dockerfile: text, a: '', data: '' })
        const { user, system } = process.cpuUsage(before)
        return (user + system) / 1000
      })
      expect(Math.min(...tries)).toBeLessThan(1000)
    },
    30_000,
  )
})
