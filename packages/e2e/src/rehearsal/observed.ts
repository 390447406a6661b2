import { expect } from 'vitest'
import { type CaseName, CASES } from './cases.js'
import type { Published } from './ecr-process.js'
import type { WorkflowRun } from './job-run.js'

/** What an event came to. */
export interface Observed {
  readonly runs: readonly WorkflowRun[]
  readonly before: Published
  readonly after: Published
}

/** What holds for every case, and what its row in the table says. @param tag of the images that were published */
export function check(name: CaseName, { runs, before, after }: Observed, tag = 'latest'): void {
  const { testBuilt, published } = CASES.find((one) => one.name === name) ?? { testBuilt: [], published: [] }
  const jobs = runs.flatMap((run) => run.jobs)
  const log = jobs.map((job) => `── ${job.name}: ${job.result}\n${job.log}`).join('\n')
  const built = jobs.filter((job) => job.result === 'success').flatMap((job) => /^Test build of (\S+) \//.exec(job.name)?.[1] ?? [])
  expect(built.sort(), log).toEqual(testBuilt)
  const moved = [...after].filter(([module, tags]) => tags.has(tag) && tags.get(tag) !== before.get(module)?.get(tag))
  expect(moved.map(([module]) => module).sort(), log).toEqual(published)
  for (const job of jobs) {
    if (job.name.endsWith('/ push')) continue
    expect(
      job.credentials.filter((variable) => variable !== 'GH_TOKEN'),
      job.name,
    ).toEqual([])
    expect(job.permissions, job.name).not.toHaveProperty('id-token')
    if (job.name.includes('test-build')) expect([job.permissions, job.credentials], job.name).toEqual([{ contents: 'read' }, []])
  }
}

/** How each job of a workflow ended, by name. */
export function jobsOf({ runs }: Observed, workflow: string): Record<string, string> {
  const jobs = runs.find((run) => run.workflow === workflow)?.jobs ?? []
  return Object.fromEntries(jobs.map(({ name, result }) => [name, result]))
}

/** What a job asks of its runner. */
export function labelsOf({ runs }: Observed, job: string): unknown {
  return runs.flatMap((run) => run.jobs).find(({ name }) => name === job)?.labels
}

export function logOf({ runs }: Observed, job: string): string {
  return runs.flatMap((run) => run.jobs).find(({ name }) => name === job)?.log ?? ''
}

/** Workflows that the event started. */
export function startedBy({ runs }: Observed): string[] {
  return runs.map(({ workflow }) => workflow)
}

/** Modules whose new images were attested: with the provenance, and both lists of contents. */
export function attested({ runs }: Observed): string[] {
  const lines = runs
    .flatMap((run) => run.jobs)
    .flatMap(({ log }) => [...log.matchAll(/ 3 signed statements were put beside \S+\/([\w.-]+)@sha256:/g)])
  return lines.map(([, module = '']) => module).sort()
}
