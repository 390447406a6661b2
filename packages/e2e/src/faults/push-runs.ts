import { checkRepository, type CheckedRepository } from './registry-check.js'
import { type FaultBench, type Lane, writeModule } from './fault-bench.js'
import { type PushError, type PushOutcome, startPushWorker } from './push-worker.js'
import type { SeededRandom } from './seeded-random.js'

export interface PushFigures {
  runs: number
  pushes: number
  uploaded: number
  promoted: number
  unchanged: number
  /** By code. */
  readonly errors: Record<string, number>
  /** What the errors said, each once. */
  readonly words: string[]
  /** Waits that a publisher said it would make. */
  waits: number
  /** Pushes of the engine's that were ended since they said nothing. */
  silent: number
  tagsChecked: number
  /** Every breach of a promise, in words. */
  readonly breaches: string[]
}

export interface PushShare {
  readonly lane: string
  readonly pushes: number
}

const MODULES = ['m1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7', 'm8']
/** Then another prefix: reading all tags of a repository costs more with every one. */
const RUNS_A_PREFIX = 10

export function createPushFigures(): PushFigures {
  const none = { runs: 0, pushes: 0, uploaded: 0, promoted: 0, unchanged: 0, waits: 0, silent: 0, tagsChecked: 0 }
  return { ...none, errors: {}, words: [], breaches: [] }
}

/** Publishes new and old content under new and old tags through the faults, and reads after each run everything the registry has. */
export async function runPushes(bench: FaultBench, { lane: name, pushes }: PushShare, figures: PushFigures): Promise<void> {
  const [lane, random] = [bench.lane(name), bench.random.fork(name)]
  const worker = startPushWorker(bench, lane)
  let contents = new Map<string, string>()
  let before = new Map<string, CheckedRepository>()
  try {
    while (figures.pushes < pushes) {
      const prefix = `${name}-${Math.floor(figures.runs / RUNS_A_PREFIX)}`
      if (figures.runs % RUNS_A_PREFIX === 0) [contents, before] = [new Map(), new Map()]
      figures.runs += 1
      const modules = MODULES.slice(0, pushes - figures.pushes).map((module) => {
        if (!contents.has(module) || random.chance(0.45)) contents.set(module, `${bench.proxy.host}/${prefix}/${module} ${figures.runs}`)
        writeModule(lane, module, contents.get(module) ?? '')
        return { name: module, tags: drawTags(random, figures.runs) }
      })
      const outcome = await worker.publish({ root: lane.root, registry: `${bench.proxy.host}/${prefix}`, modules })
      for (const { name: module, tags } of modules) {
        const checked = await checkRepository(bench.registryHost, `${prefix}/${module}`)
        const facts = { module, tags, text: contents.get(module) ?? '', before: before.get(module), after: checked }
        judge(outcome, facts, figures)
        before.set(module, checked)
        for (const text of checked.texts) bench.secrets.searchText('a manifest', text)
      }
      noteOutput(bench, lane, outcome, figures)
    }
  } finally {
    await worker.stop()
  }
}

function drawTags(random: SeededRandom, run: number): string[] {
  return random.chance(0.3) ? [`v${run}`, 'latest'] : ['latest']
}

interface PushFacts {
  readonly module: string
  readonly tags: readonly string[]
  /** What the image should hold. */
  readonly text: string
  readonly before: CheckedRepository | undefined
  readonly after: CheckedRepository
}

/** One push: what it reported against what the registry has. */
function judge(outcome: PushOutcome, facts: PushFacts, figures: PushFigures): void {
  const { module, tags, text, before, after } = facts
  figures.pushes += 1
  figures.tagsChecked += Object.keys(after.tags).length
  figures.breaches.push(...after.faults)
  const ends = outcome.ends.filter((end) => end.module === module)
  const push = ends.find(({ action }) => action === 'push')
  const breach = (words: string) => void figures.breaches.push(`run ${figures.runs}, ${module}: ${words}`)
  if (push?.kind === 'done') {
    countOutcome(push.receipt?.outcome, figures)
    for (const tag of [...tags, push.receipt?.contentTag ?? '']) {
      const named = after.tags[tag]
      if (named?.digest !== push.receipt?.digest)
        breach(`${tag} names ${named?.digest ?? 'nothing'}, the receipt says ${push.receipt?.digest ?? 'nothing'}`)
      if (named?.content.includes(text) !== true) breach(`${tag} does not hold what was published`)
    }
    return
  }
  const error = ends.find((end) => end.kind === 'failed')?.error ?? outcome.error
  if (!error) return breach('it neither succeeded nor said why')
  figures.errors[error.code ?? 'unknown'] = (figures.errors[error.code ?? 'unknown'] ?? 0) + 1
  const words = summaryOf(error.words)
  if (!figures.words.includes(words)) figures.words.push(words)
  for (const fault of errorFaults(error)) breach(`${fault}: ${error.words}`)
  const [old, now] = [before?.tags['latest'], after.tags['latest']]
  if (now?.digest !== old?.digest && now?.content.includes(text) !== true) breach('latest was moved to something else')
}

/** Its first line, without what differs from one push to the next. */
function summaryOf(words: string): string {
  const [first = ''] = words.split('\n')
  return first.replaceAll(/127\.0\.0\.1:\d+\/\S+/g, '…').replaceAll(/[0-9a-f]{12,}/g, '…')
}

function countOutcome(outcome: string | undefined, figures: PushFigures): void {
  if (outcome === 'promoted') figures.promoted += 1
  else if (outcome === 'present') figures.unchanged += 1
  else figures.uploaded += 1
}

/** A build that failed says what to do in its own words. */
const REPEATED = /\n {2}repeat: docker /

/** What a clear error is not. */
export function errorFaults({ code, kind, fix, words }: PushError): string[] {
  return [
    ...(code === undefined || kind === 'internal' ? ['an error that is not meant for people'] : []),
    ...(!fix && !REPEATED.test(words) ? ['an error that does not say what to do'] : []),
    ...(/\n\s+at .+:\d+:\d+/.test(words) ? ['a stack trace'] : []),
    ...(/<html|\{"errors"|\[object /.test(words) ? ['raw text of a reply'] : []),
    ...(words.length > 1000 ? ['too many words'] : []),
  ]
}

function noteOutput(bench: FaultBench, lane: Lane, outcome: PushOutcome, figures: PushFigures): void {
  const output = [...outcome.said, ...outcome.ends.map(({ error }) => error?.words ?? '')].join('\n')
  figures.waits += outcome.said.filter((line) => / in \d+\.\d s$/.test(line)).length
  figures.silent += outcome.said.filter((line) => line.includes('had reported nothing')).length
  bench.secrets.searchText('the output of a run', output)
  bench.secrets.searchFolder(lane.folder)
}
