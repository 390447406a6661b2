// @ts-check
import { expect, it } from 'vitest'
import { runRaces } from './run-races.mjs'

it('makes no image that is not what its key says, while its files are rewritten', async () => {
  const { faults, builds, made, restarts, gaveUp } = await runRaces({ builds: 12, seed: 5 })
  expect(faults).toEqual([])
  expect(made + gaveUp).toBe(builds)
  // Races that nobody runs would say little.
  expect([made > 0, restarts > 0]).toEqual([true, true])
}, 600_000)
