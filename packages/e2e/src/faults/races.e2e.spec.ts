import { afterAll, expect, it } from 'vitest'
import { createRaceFigures, runRaces } from './race-runs.js'
import { runSideBySide, startSuitePart } from './suite-part.js'

const part = startSuitePart('3-races')
const { size } = part

afterAll(() => part.close())

it.each([2, 5])(
  'publishers of different commits race by %i, and latest is the newest commit’s',
  (publishers) =>
    part.withBench(`races of ${publishers}`, 0, async (bench) => {
      const lanes = runSideBySide({ total: size.races, lanes: 2, create: createRaceFigures }, (lane, races, figures) =>
        runRaces(bench, { lane, races, publishers }, figures),
      )
      part.show(`Races of ${publishers}`, () => ({ ...lanes.sum(), breaches: lanes.sum().breaches.length }))
      await lanes.done
      expect(lanes.sum().breaches).toEqual([])
      expect(lanes.sum().races).toBe(size.races)
    }),
  part.limit,
)
