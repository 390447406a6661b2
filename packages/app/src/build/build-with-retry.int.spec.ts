import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BuildOutcome, createEngine } from '@module-images/engine'
import { runProcess } from '@module-images/process'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryWorkspace } from '@module-images/workspace/testing'
import { plainBuild } from '../testing/build-request.js'
import { buildWithRetry, type RunBuildPorts } from './build-with-retry.js'

const engine = createEngine({ env: process.env })
/** Until a build has met another; most engines have that in the first rounds, and some never. */
const MOST_ROUNDS = 10
/** Images of one name that one command makes in one moment, beside the builds that are looked at. */
const RIVALS = 10

/** A build that ends in the moment in which the other builds of the same Dockerfile end, since BuildKit runs their steps once for all. */
function createRound(round: number) {
  const root = temporaryWorkspace({
    Dockerfile: `FROM scratch\nCOPY busybox /busybox\nRUN ["/busybox", "sh", "-c", "/busybox sleep 0.5; echo ${process.pid}.${round} > /x"]\n`,
  })
  copyFileSync('/bin/busybox', join(root, 'busybox'))
  const tag = `module-images-test/twice-${process.pid}:${round}`
  const target = (number: number) => ({
    context: '.',
    tags: [tag],
    labels: { of: `rival ${number}` },
    output: ['type=docker'],
    attest: ['type=provenance,disabled=true'],
  })
  const targets = Array.from({ length: RIVALS }, (_, number) => [`t${number}`, target(number)] as const)
  const bake = { group: { default: { targets: targets.map(([name]) => name) } }, target: Object.fromEntries(targets) }
  writeFileSync(join(root, 'docker-bake.json'), JSON.stringify(bake))
  return { root, tag }
}

it('builds of one name at the same time all succeed, though the engine takes that for a fault', { timeout: 400_000 }, async () => {
  const logged: string[] = []
  const run: RunBuildPorts = {
    clock: { now: () => 0, random: () => 0, sleep: async () => undefined },
    signal: new AbortController().signal,
    log: (line) => void logged.push(line),
    engine,
    ...{ verbose: false, follow: () => undefined },
  }
  const outcomes: BuildOutcome[] = []
  const met = () => logged.some((line) => line.includes('already exists'))
  for (let round = 0; round < MOST_ROUNDS && !met(); round++) {
    const place = createRound(round)
    const rivals = runProcess({ command: 'docker', args: ['buildx', 'bake', '--file=docker-bake.json'], cwd: place.root })
    outcomes.push(
      ...(await Promise.all(
        ['one', 'other'].map(async (commit) => buildWithRetry(run, 'm', plainBuild(place.root, place.tag, { labels: { of: commit } }))),
      )),
    )
    await rivals
    onTestFinished(() => engine.remove(place.tag))
    expect(await engine.inspect(place.tag)).toMatchObject({ kind: 'present' })
  }
  expect(outcomes.filter(({ kind }) => kind === 'failed')).toEqual([])
})
