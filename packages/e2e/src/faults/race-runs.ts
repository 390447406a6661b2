import { join } from 'node:path'
import { runOrThrow } from '../process/run-command.js'
import { type FaultBench, type Lane, writeModule } from './fault-bench.js'
import { wordsOf } from './figures.js'
import { startPublisher } from './kill-runs.js'
import { checkRepository } from './registry-check.js'

export interface RaceFigures {
  races: number
  publishers: number
  /** Publishers that left `latest` alone, since theirs was no longer the newest commit. */
  gaveWay: number
  /** Publishers that ended with an error, which the race does not allow. */
  failed: number
  readonly breaches: string[]
}

export interface RaceRequest {
  readonly lane: string
  readonly races: number
  readonly publishers: number
}

export function createRaceFigures(): RaceFigures {
  return { races: 0, publishers: 0, gaveWay: 0, failed: 0, breaches: [] }
}

/**
 * Publishers of one repository, each a clone at a commit of its own, begin while the branch moves on under them: in the end `latest` is the
 * newest commit's image, and every publisher's release tag is its own commit's.
 */
export async function runRaces(bench: FaultBench, { lane: name, races, publishers }: RaceRequest, figures: RaceFigures): Promise<void> {
  const random = bench.random.fork(name)
  const repository = await createRepository(bench, name, publishers)
  while (figures.races < races) {
    figures.races += 1
    const prefix = `${name}-${figures.races}`
    const commits = await repository.commit(Array.from({ length: publishers }, (_, index) => contentOf(bench, prefix, index)))
    const started: Promise<void>[] = []
    for (const [index, commit] of commits.entries()) {
      await repository.advance(commit)
      const clone = await repository.checkOut(index, commit)
      started.push(race(bench, { clone, prefix, index }, figures))
      await new Promise((resolve) => setTimeout(resolve, random.between(0, 400)))
    }
    await Promise.all(started)
    figures.breaches.push(...(await raceFaults(bench, prefix, publishers)))
    // Only those of publishers that have ended: other lanes' have their sign-ins now.
    for (const lane of repository.lanes) bench.secrets.searchFolder(lane.folder)
  }
}

/** Outside CI a registry on the same machine shows the work at hand, whatever commit it is of. */
function inCi(lane: Lane): Lane {
  return { ...lane, env: { ...lane.env, CI: 'true' } }
}

function contentOf(bench: FaultBench, prefix: string, index: number): string {
  return `raced ${bench.proxy.host}/${prefix} by ${index}.`
}

async function race(bench: FaultBench, { clone, prefix, index }: { clone: Lane; prefix: string; index: number }, figures: RaceFigures) {
  const publisher = startPublisher(bench, clone, { prefix, modules: ['m'], tags: [`v${index}`, 'latest'] })
  const { exitCode, output } = await publisher.done.catch((error: unknown) => ({ exitCode: -1, output: wordsOf(error) }))
  bench.secrets.searchText('the output of a run', output)
  figures.publishers += 1
  if (/is left alone/.test(output)) figures.gaveWay += 1
  if (exitCode === 0) return
  figures.failed += 1
  figures.breaches.push(`${prefix}: publisher ${index} ended with ${exitCode}: ${output.trim()}`)
}

async function raceFaults(bench: FaultBench, prefix: string, publishers: number): Promise<string[]> {
  const { tags, faults } = await checkRepository(bench.registryHost, `${prefix}/m`)
  const wanted = [...Array.from({ length: publishers }, (_, index) => [`v${index}`, index] as const), ['latest', publishers - 1] as const]
  const wrong = wanted.filter(([tag, index]) => tags[tag]?.content.includes(contentOf(bench, prefix, index)) !== true)
  return [...faults, ...wrong.map(([tag]) => `${prefix}: ${tag} is ${describe(tags[tag]?.content)}`)]
}

function describe(content: string | undefined): string {
  return content === undefined ? 'missing' : `the image of publisher ${/ by (\d+)\./.exec(content)?.[1] ?? '?'}`
}

/** An author's checkout, a bare remote, and a clone for each publisher. */
async function createRepository(bench: FaultBench, name: string, publishers: number) {
  const author = bench.lane(`${name}-author`)
  const remote = join(bench.folder, `${name}.git`)
  const git = (lane: Lane, ...args: string[]) => runOrThrow({ command: 'git', args, cwd: lane.root, env: lane.env })
  await git(author, 'init', '--quiet', '--bare', '--initial-branch=main', remote)
  await git(author, 'init', '--quiet', '--initial-branch=main')
  await git(author, 'remote', 'add', 'origin', remote)
  author.write('.gitignore', 'dist\n')
  const clones = Array.from({ length: publishers }, (_, index) => inCi(bench.lane(`${name}-${index}`)))
  for (const clone of clones) {
    await git(clone, 'init', '--quiet', '--initial-branch=main')
    await git(clone, 'remote', 'add', 'origin', remote)
  }
  return {
    lanes: [author, ...clones],
    /** One commit after another, none of them published yet. */
    async commit(contents: readonly string[]): Promise<string[]> {
      const commits: string[] = []
      for (const content of contents) {
        writeModule(author, 'm', content)
        await git(author, 'add', '--all')
        await git(author, 'commit', '--quiet', '--message', content)
        commits.push(await git(author, 'rev-parse', 'HEAD'))
      }
      return commits
    },
    /** Makes a commit the tip of the remote's branch. */
    advance: (commit: string) => git(author, 'push', '--quiet', 'origin', `${commit}:refs/heads/main`),
    async checkOut(index: number, commit: string): Promise<Lane> {
      const clone = clones[index] ?? inCi(bench.lane(`${name}-${index}`))
      await git(clone, 'fetch', '--quiet', 'origin', 'main')
      await git(clone, 'checkout', '--quiet', '--force', '-B', 'main', commit)
      return clone
    },
  }
}
