import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type FaultBench, startFaultBench } from './fault-bench.js'
import { renderCounts, renderFigures, sharesOf, sumFigures } from './figures.js'
import { runKills } from './kill-runs.js'
import { runUnderNx } from './nx-runs.js'
import { runPushes } from './push-runs.js'
import { runRaces } from './race-runs.js'
import { createSeededRandom } from './seeded-random.js'
import { readSuiteSize } from './suite-size.js'

const size = readSuiteSize(process.env)
const random = createSeededRandom(size.seed)
const report: string[] = [`The fault suite, seed ${size.seed}`]
const HOURS = 3_600_000
/** Of each request. An upload takes about fifteen of them, a push that has nothing to do two. */
const PROBABILITY = 0.06

let bench: FaultBench

function startBench(name: string, probability: number): () => Promise<void> {
  return async () => {
    bench = await startFaultBench({ random: random.fork(name), probability })
  }
}

/** The same for every part: no secret anywhere, and the figures of it. */
async function closeBench(): Promise<void> {
  const { secrets, proxy, guard } = bench
  await bench.stop()
  const { processes, files, texts } = secrets.counts
  const searched = { 'command lines searched': processes, 'files searched': files, 'outputs and manifests searched': texts }
  const faults = { requests: proxy.requests(), 'faults injected': renderCounts(proxy.faults) }
  const tokens = { 'tokens that ended in use': `${guard.counts.expired} of ${guard.counts.issued}` }
  report.push(renderFigures('Around it', { ...faults, ...tokens, ...searched, 'secrets found': secrets.findings.length }))
  expect(secrets.findings).toEqual([])
}

/** Lanes that wait do not keep others from working: the more there is to do, the more of them there are. */
async function sideBySide<T extends object>(total: number, run: (lane: string, share: number) => Promise<T>): Promise<T> {
  const [first = 0, ...rest] = sharesOf(total, total >= 40 ? 4 : Math.min(2, total))
  const lanes = [run('a', first), ...rest.map((share, index) => run(`${'bcd'[index] ?? 'e'}`, share))]
  const [one, ...others] = await Promise.all(lanes)
  if (!one) throw new Error('There is nothing to do.')
  return sumFigures([one, ...others])
}

afterAll(() => console.log(`\n${report.join('\n')}\n`))

describe('pushes through faults', () => {
  beforeEach(startBench('pushes', PROBABILITY))
  afterEach(closeBench)

  it(
    'end in success or in a clear error, and no tag names what is incomplete or wrong',
    async () => {
      const { breaches, errors, ...counts } = await sideBySide(size.pushes, (lane, pushes) => runPushes(bench, { lane, pushes }))
      report.push(renderFigures('Pushes through faults', { ...counts, 'clear errors': renderCounts(errors), breaches: breaches.length }))
      expect(breaches).toEqual([])
      expect(counts.pushes).toBe(size.pushes)
    },
    HOURS,
  )
})

describe('runs of nx through faults', () => {
  beforeEach(startBench('nx', PROBABILITY))
  afterEach(closeBench)

  it(
    'leave no secret in its cache, and no error without words',
    async () => {
      const { breaches, ...counts } = await runUnderNx(bench, size.nxRuns)
      report.push(renderFigures('Runs of nx through faults', { ...counts, breaches: breaches.length }))
      expect(breaches).toEqual([])
    },
    HOURS,
  )
})

describe('pushes killed', () => {
  beforeEach(startBench('kills', 0))
  afterEach(closeBench)

  it(
    'leave nothing wrong, and the next run ends as if nothing had been killed',
    async () => {
      const { breaches, reached, ...counts } = await sideBySide(size.kills, (lane, kills) => runKills(bench, { lane, kills }))
      report.push(renderFigures('Pushes killed', { ...counts, 'reached by then': renderCounts(reached), breaches: breaches.length }))
      expect(breaches).toEqual([])
      expect(counts.kills).toBe(size.kills)
    },
    HOURS,
  )
})

describe('publishers of different commits', () => {
  beforeEach(startBench('races', 0))
  afterEach(closeBench)

  it.each([2, 5])(
    'race by %i, and latest is the newest commit’s',
    async (publishers) => {
      const { breaches, ...counts } = await sideBySide(size.races, (lane, races) => runRaces(bench, { lane, races, publishers }))
      report.push(renderFigures(`Races of ${publishers}`, { ...counts, breaches: breaches.length }))
      expect(breaches).toEqual([])
      expect(counts.races).toBe(size.races)
    },
    HOURS,
  )
})
