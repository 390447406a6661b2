import type { BuildFailureCode, BuildOutcome, BuildRequest } from '@module-images/engine'
import { expect, it } from 'vitest'
import { buildWithRetry, type RunBuildPorts } from './build-with-retry.js'

const REQUEST = {} as BuildRequest

function outcomeOf(code: BuildFailureCode | undefined): BuildOutcome {
  if (code === undefined) return { kind: 'built', seconds: 1, steps: { total: 1, cached: 0, triggers: 0 } }
  const failure = { code, message: `It was ${code}.`, dockerfile: '/m/Dockerfile', lastLines: [], reproduce: 'docker x' }
  return { kind: 'failed', failure, seconds: 1 }
}

/** A run whose engine fails with these codes, one after another, and whose waits take no time. */
function createRun(codes: readonly BuildFailureCode[]) {
  const [rest, logged, requests] = [[...codes], [] as string[], [] as BuildRequest[]]
  const controller = new AbortController()
  let time = 0
  const run: RunBuildPorts = {
    clock: { now: () => time, random: () => 0.5, sleep: async (milliseconds) => void (time += milliseconds) },
    signal: controller.signal,
    log: (line) => void logged.push(line),
    ...{ verbose: false, follow: () => undefined },
    engine: {
      build: async (request) => {
        requests.push(request)
        return outcomeOf(rest.shift())
      },
    },
  }
  return { run, logged, requests, controller }
}

it('builds again what the engine was too busy for, and says every wait', async () => {
  const { run, logged, requests } = createRun(['engine-busy', 'engine-busy'])
  expect(await buildWithRetry(run, 'm', REQUEST)).toEqual(outcomeOf(undefined))
  expect(requests).toEqual([REQUEST, REQUEST, REQUEST])
  expect(logged).toEqual([
    'docker: could not build m (It was engine-busy.); attempt 2 in 1.5 s',
    'docker: could not build m (It was engine-busy.); attempt 3 in 3.0 s',
  ])
})

it('fails as the engine says when that goes on', async () => {
  const { run, requests } = createRun(Array.from({ length: 9 }, () => 'engine-busy' as const))
  expect(await buildWithRetry(run, 'm', REQUEST)).toEqual(outcomeOf('engine-busy'))
  expect(requests.length).toBe(5)
})

it.each(['step-failed', 'export-failed', 'engine-lost', 'base-denied', 'build-failed'] as const)('takes %s for the end', async (code) => {
  const { run, requests } = createRun([code])
  expect(await buildWithRetry(run, 'm', REQUEST)).toEqual(outcomeOf(code))
  expect(requests.length).toBe(1)
})

it('waits for nothing once it is interrupted', async () => {
  const { run, controller } = createRun(['engine-busy'])
  controller.abort()
  await expect(buildWithRetry(run, 'm', REQUEST)).rejects.toMatchObject({ code: 'cancelled' })
})
