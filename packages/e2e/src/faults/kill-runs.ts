import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type RunningCommand, startCommand } from '../process/run-command.js'
import { type FaultBench, type Lane, writeModule } from './fault-bench.js'
import { wordsOf } from './figures.js'
import { checkRepository, type CheckedTag } from './registry-check.js'
import type { SeededRandom } from './seeded-random.js'

export interface KillFigures {
  kills: number
  /** Runs that had ended by themselves before their time came. */
  early: number
  /** Second runs that met what the killed one had left the engine at, and were run once more. */
  thirdRuns: number
  /** By what the killed run had reached, as the registry shows it. */
  readonly reached: Record<'nothing' | 'content tag' | 'some tags' | 'all tags', number>
  readonly breaches: string[]
}

export interface KillRequest {
  readonly lane: string
  readonly kills: number
}

export function createKillFigures(): KillFigures {
  const reached = { nothing: 0, 'content tag': 0, 'some tags': 0, 'all tags': 0 }
  return { kills: 0, early: 0, thirdRuns: 0, reached, breaches: [] }
}

/** Publishes, kills at a random moment, publishes again, and compares with a repository where nothing was killed. */
export async function runKills(bench: FaultBench, { lane: name, kills }: KillRequest, figures: KillFigures): Promise<void> {
  const [lane, random] = [bench.lane(name), bench.random.fork(name)]
  // How long a run takes here and now; it follows the machine's load.
  let usual = await timeOf(() => publishUnharmed(bench, lane, `${name}-unharmed`))
  const unharmed = await stateOf(bench, `${name}-unharmed/m`)
  for (let attempt = 1; figures.kills < kills && attempt <= 3 * kills + 5; attempt += 1) {
    const prefix = `${name}-${attempt}`
    try {
      const again = await killOnce(bench, { lane, random, prefix, usual, unharmed: unharmed.shape }, figures)
      usual = 0.8 * usual + 0.2 * again
    } catch (error) {
      // One attempt that goes wrong is told, and keeps nobody from the others.
      figures.breaches.push(`${prefix}: ${wordsOf(error)}`)
    }
  }
}

interface Attempt {
  readonly lane: Lane
  readonly random: SeededRandom
  readonly prefix: string
  /** Milliseconds that a run takes. */
  readonly usual: number
  /** What is there where nothing was killed. */
  readonly unharmed: string
}

/** @returns how long the run after the kill took, in milliseconds */
async function killOnce(bench: FaultBench, attempt: Attempt, figures: KillFigures): Promise<number> {
  const { lane, random, prefix, usual, unharmed } = attempt
  writeModule(lane, 'm', contentOf(bench, prefix))
  // By the clock most are hit while they start or build, so as many are hit in the middle of what they ask of the registry.
  const moment = random.chance(0.5)
    ? sleep(usual * (0.3 + 0.7 * Math.sqrt(random.next())), undefined, { ref: false })
    : bench.proxy.seen(`/v2/${prefix}/m/`, Math.ceil(MOST_REQUESTS * Math.sqrt(random.next())))
  const first = startPublisher(bench, lane, { prefix, modules: ['m'], tags: TAGS })
  const isKilled = await killAfter(first, moment, random.chance(0.5))
  if (isKilled) figures.kills += 1
  else figures.early += 1
  const between = await checkRepository(bench.registryHost, `${prefix}/m`)
  figures.breaches.push(...between.faults)
  figures.reached[reachedBy(between.tags)] += 1
  const taken = await timeOf(() => publishAgain(bench, lane, prefix, figures))
  const state = await stateOf(bench, `${prefix}/m`)
  figures.breaches.push(...state.faults)
  if (state.shape !== unharmed) figures.breaches.push(`${prefix}: after the second run ${state.shape}, without a kill ${unharmed}`)
  const left = readdirSync(join(lane.folder, 'tmp')).filter((entry) => /^module-images-(?:docker|build)-/.test(entry))
  if (left.length > 0) figures.breaches.push(`${prefix}: files were left behind: ${left.join(', ')}`)
  bench.secrets.searchFolder(lane.folder)
  return taken
}

const TAGS = ['v1', 'latest']
/** About as many as a run sends for its repository. */
const MOST_REQUESTS = 22

interface PublisherRequest {
  readonly prefix: string
  readonly modules: readonly string[]
  readonly tags: readonly string[]
}

/** A publisher as a process of its own, in a process group of its own. */
export function startPublisher(bench: FaultBench, lane: Lane, { prefix, modules, tags }: PublisherRequest): RunningCommand {
  const script = join(bench.product, 'publisher.mjs')
  const args = [script, JSON.stringify({ root: lane.root, modules, tags })]
  const env = { ...lane.env, MODULE_IMAGES_REGISTRY: `${bench.proxy.host}/${prefix}` }
  return startCommand({ command: process.execPath, args, cwd: lane.root, env, timeout: LONG_TIMEOUT_MS })
}

/** Milliseconds. An engine that hangs is given up on after a minute, and a push is begun up to eight times. */
export const LONG_TIMEOUT_MS = 1_200_000

/** BuildKit may fail a build that begins while it still clears away the killed one: that is said, and the next run is not hindered. */
const ENGINE_NOT_READY = /could not be built: failed to (?:commit|stat|solve)/

async function publishAgain(bench: FaultBench, lane: Lane, prefix: string, figures: KillFigures): Promise<void> {
  const { exitCode, output } = await startPublisher(bench, lane, { prefix, modules: ['m'], tags: TAGS }).done
  bench.secrets.searchText('the output of a run', output)
  if (exitCode === 0) return
  if (!ENGINE_NOT_READY.test(output)) {
    figures.breaches.push(`${prefix}: the second run ended with ${exitCode}: ${output}`)
    return
  }
  figures.thirdRuns += 1
  await publishUnharmed(bench, lane, prefix)
}

async function publishUnharmed(bench: FaultBench, lane: Lane, prefix: string): Promise<void> {
  writeModule(lane, 'm', contentOf(bench, prefix))
  const { exitCode, output } = await startPublisher(bench, lane, { prefix, modules: ['m'], tags: TAGS }).done
  bench.secrets.searchText('the output of a run', output)
  if (exitCode !== 0) throw new Error(`A run that nothing hindered ended with ${exitCode}:\n${output}`)
}

function contentOf(bench: FaultBench, prefix: string): string {
  return `killed ${bench.proxy.host}/${prefix}`
}

/** @param group kills the commands it started as well, as a CI runner does; else they live on and finish what they were at */
async function killAfter(run: RunningCommand, moment: Promise<void>, group: boolean): Promise<boolean> {
  let hasEnded = false
  void moment.then(() => {
    if (hasEnded) return
    if (group) run.signalGroup('SIGKILL')
    else run.signal('SIGKILL')
  })
  const { exitCode } = await run.done
  hasEnded = true
  return exitCode < 0
}

function reachedBy(tags: Readonly<Record<string, CheckedTag>>): keyof KillFigures['reached'] {
  const mutable = TAGS.filter((tag) => tags[tag] !== undefined).length
  if (Object.keys(tags).length === 0) return 'nothing'
  if (mutable === 0) return 'content tag'
  return mutable === TAGS.length ? 'all tags' : 'some tags'
}

/** Which tags there are, which of them are one image, and whether it is the wanted one: all that does not differ between two builds. */
async function stateOf(bench: FaultBench, repository: string) {
  const { tags, faults } = await checkRepository(bench.registryHost, repository)
  const names = Object.keys(tags).map((tag) => (tag.startsWith('key-') ? 'content tag' : tag))
  const digests = new Set(Object.values(tags).map(({ digest }) => digest))
  const content = contentOf(bench, repository.slice(0, repository.lastIndexOf('/')))
  const isWanted = Object.values(tags).every((tag) => tag.content.includes(content))
  return { faults, shape: `${names.sort().join(', ')}: ${digests.size} image, ${isWanted ? 'the wanted one' : 'not the wanted one'}` }
}

async function timeOf(task: () => Promise<void>): Promise<number> {
  const started = performance.now()
  await task()
  return performance.now() - started
}
