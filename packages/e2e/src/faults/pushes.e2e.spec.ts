import { afterAll, expect, it } from 'vitest'
import { renderCounts } from './figures.js'
import { type NxFigures, runUnderNx } from './nx-runs.js'
import { createPushFigures, type PushFigures, runPushes } from './push-runs.js'
import { runSideBySide, startSuitePart } from './suite-part.js'

const part = startSuitePart('1-pushes')
const { size } = part
/** Of each request. An upload takes about fifteen of them, a push that has nothing to do two. */
const PROBABILITY = 0.06

afterAll(() => part.close())

it(
  'pushes through faults end in success or in a clear error, and no tag names what is incomplete or wrong',
  () =>
    part.withBench('pushes', PROBABILITY, async (bench) => {
      const lanes = runSideBySide({ total: size.pushes, lanes: 4, create: createPushFigures }, (lane, pushes, figures) =>
        runPushes(bench, { lane, pushes }, figures),
      )
      part.show('Pushes through faults', () => shown(lanes.sum()))
      await lanes.done
      expect(lanes.sum().breaches).toEqual([])
      expect(lanes.sum().pushes).toBe(size.pushes)
    }),
  part.limit,
)

function shown({ breaches, errors, words, ...counts }: PushFigures) {
  const said = Object.fromEntries(words.map((text, index) => [`error ${index + 1}`, text]))
  return { ...counts, 'clear errors': renderCounts(errors), ...said, breaches: breaches.length }
}

it(
  'runs of nx through faults leave no secret in its cache, and no error without words',
  () =>
    part.withBench('runs of nx', PROBABILITY, async (bench) => {
      const figures: NxFigures = { runs: 0, succeeded: 0, breaches: [] }
      part.show('Runs of nx through faults', () => ({ ...figures, breaches: figures.breaches.length }))
      await runUnderNx(bench, size.nxRuns, figures)
      expect(figures.breaches).toEqual([])
    }),
  part.limit,
)
