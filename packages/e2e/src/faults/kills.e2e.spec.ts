import { afterAll, expect, it } from 'vitest'
import { renderCounts } from './figures.js'
import { createKillFigures, type KillFigures, runKills } from './kill-runs.js'
import { runSideBySide, startSuitePart } from './suite-part.js'

const part = startSuitePart('2-kills')
const { size } = part

afterAll(() => part.close())

it(
  'pushes that are killed leave nothing wrong, and the next run ends as if nothing had been killed',
  () =>
    part.withBench('kills', 0, async (bench) => {
      const lanes = runSideBySide({ total: size.kills, lanes: 3, create: createKillFigures }, (lane, kills, figures) =>
        runKills(bench, { lane, kills }, figures),
      )
      part.show('Pushes killed', () => shown(lanes.sum()))
      await lanes.done
      expect(lanes.sum().breaches).toEqual([])
      expect(lanes.sum().kills).toBe(size.kills)
    }),
  part.limit,
)

function shown({ breaches, reached, ...counts }: KillFigures) {
  return { ...counts, 'reached by then': renderCounts(reached), breaches: breaches.length }
}
