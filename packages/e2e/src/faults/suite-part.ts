import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { type BenchRequest, type FaultBench, startFaultBench } from './fault-bench.js'
import { type Figures, renderCounts, renderFigures, sharesOf, sumFigures, wordsOf } from './figures.js'
import { createSeededRandom } from './seeded-random.js'
import { readSuiteSize, type SuiteSize } from './suite-size.js'

/** One file of the suite: what there is to do, and what it has counted. */
export interface SuitePart {
  readonly size: SuiteSize
  /** For one test, in milliseconds: the long form takes as long as the machine lets it. */
  readonly limit: number
  /** Runs `work` with a bench of its own; afterwards no secret may have been found anywhere. */
  withBench(name: string, probability: number, work: (bench: FaultBench) => Promise<void>): Promise<void>
  /** To be shown under this title; asked for again and again. */
  show(title: string, read: () => Figures): void
  /** Prints all of it. */
  close(): void
}

/** How often the figures so far are written, in milliseconds. */
const PACE = 2_000
const [HOUR, DAY] = [3_600_000, 86_400_000]

/** @param name of the file that the figures so far are kept in */
export function startSuitePart(name: string): SuitePart {
  const size = readSuiteSize(process.env)
  const random = createSeededRandom(size.seed)
  const sections: { readonly title: string; readonly read: () => Figures }[] = []
  const render = () => sections.map(({ title, read }) => renderFigures(title, read())).join('\n')
  const write = () => {
    if (size.figures !== undefined) writeFileSync(join(size.figures, `${name}.txt`), `${render()}\n`)
  }
  const timer = setInterval(write, PACE)
  const show = (title: string, read: () => Figures) => void sections.push({ title, read })
  return {
    ...{ size, show, limit: size.figures === undefined ? HOUR : DAY },
    async withBench(title, probability, work) {
      const request: BenchRequest = { random: random.fork(title), probability }
      const bench = await startFaultBench(request)
      show(`Around ${title}`, () => benchFigures(bench))
      try {
        await work(bench)
      } catch (error) {
        // The runner tells it only at the end of the file, which an interruption does not wait for.
        show(`${title} ended early`, () => ({ 'because of': wordsOf(error) }))
        throw error
      } finally {
        await bench.stop()
      }
      expect(bench.secrets.findings).toEqual([])
    },
    close() {
      clearInterval(timer)
      write()
      // The long form prints all files' at its end.
      if (size.figures === undefined) console.log(`\nThe fault suite, seed ${size.seed}\n${render()}\n`)
    },
  }
}

function benchFigures({ secrets, proxy, guard }: FaultBench): Figures {
  const { processes, files, texts } = secrets.counts
  return {
    requests: proxy.requests(),
    'faults injected': renderCounts(proxy.faults),
    'tokens that ended in use': `${guard.counts.expired} of ${guard.counts.issued}`,
    ...{ 'command lines searched': processes, 'files searched': files, 'outputs and manifests searched': texts },
    'secrets found': secrets.findings.length,
  }
}

/** Lanes next to each other, and what they have counted so far. */
export interface SideBySide<T> {
  readonly sum: () => T
  readonly done: Promise<void>
}

/** Lanes that wait do not keep others from working: where there is much to do there are more of them. */
export function runSideBySide<T extends object>(
  { total, lanes, create }: { readonly total: number; readonly lanes: number; readonly create: () => T },
  run: (lane: string, share: number, figures: T) => Promise<void>,
): SideBySide<T> {
  const shares = sharesOf(total, total >= 10 * lanes ? lanes : Math.min(2, total))
  const started = shares.map((share, index) => {
    const figures = create()
    return { figures, done: run('abcdefgh'.charAt(index), share, figures) }
  })
  return {
    sum: () => sumFigures([create(), ...started.map(({ figures }) => figures)]),
    done: untilAllEnded(started.map(({ done }) => done)),
  }
}

/** A lane that fails leaves the others their bench: what they would go on to make there would stay behind. */
async function untilAllEnded(lanes: readonly Promise<void>[]): Promise<void> {
  const ends = await Promise.allSettled(lanes)
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}
