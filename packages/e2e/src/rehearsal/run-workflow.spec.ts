import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { githubContext, type RehearsalEvent } from './event.js'
import type { Result } from './job-run.js'
import { planConcurrency, runWorkflow } from './run-workflow.js'
import { parseWorkflowFile, type WorkflowFile } from './workflow-file.js'

const GOLDEN = join(import.meta.dirname, '../../../workflows/src/golden')
const WORKFLOWS = new Map(
  readdirSync(GOLDEN).map((file): [string, WorkflowFile] => [file, parseWorkflowFile(file, readFileSync(join(GOLDEN, file), 'utf8'))]),
)

const PULL: RehearsalEvent = { kind: 'pull_request', number: 1, head: 'x', base: 'main', fork: false }
const PUSH: RehearsalEvent = { kind: 'push', branch: 'main' }
const jobs = (...names: string[]) => ({ include: names.map((name) => ({ name, modules: name })) })

interface Story {
  readonly workflow: string
  readonly event: RehearsalEvent
  readonly levels?: readonly object[]
  /** Modules of which only tags have to be moved. */
  readonly promote?: readonly string[]
  readonly outputs?: Readonly<Record<string, string>>
  /** Jobs that do not end well, by name. */
  readonly ends?: Readonly<Record<string, Result>>
  /** The run is cancelled during this job. */
  readonly cancelledIn?: string
}

function refOf(event: RehearsalEvent): string {
  if (event.kind === 'pull_request') return `refs/pull/${event.number}/merge`
  return event.kind === 'release' ? `refs/tags/${event.tag}` : 'refs/heads/main'
}

/** Which jobs run and with what permissions, where their steps do nothing. */
async function tell({ workflow, event, levels = [], promote = [], outputs = {}, ends = {}, cancelledIn }: Story, workflows = WORKFLOWS) {
  const button = new AbortController()
  const file = workflows.get(workflow)
  if (!file) throw new Error(workflow)
  const github = githubContext({ event, sha: '0', ref: refOf(event), changed: [] }, { id: 1, workflow })
  const inputs = event.kind === 'workflow_dispatch' ? event.inputs : {}
  const readOnly = event.kind === 'pull_request' && event.fork
  const run = await runWorkflow(file, inputs, {
    ...{ workflows, github, readOnly, signal: button.signal },
    runSteps: async ({ name, permissions }) => {
      if (name === cancelledIn) button.abort()
      const result = name === cancelledIn ? 'cancelled' : (ends[name] ?? 'success')
      const nothing = { credentials: [], log: '', steps: [] }
      return { ...nothing, name, permissions, result, outputs: { matrix: JSON.stringify({ levels, promote }), ...outputs } }
    },
  })
  return {
    result: run.result,
    jobs: Object.fromEntries(run.jobs.map((job) => [job.name, job.result])),
    permissions: Object.fromEntries(run.jobs.map((job) => [job.name, job.permissions])),
  }
}

const AFFECTED = 'docker_affected.yml'
const REST = 'Publish the rest / push'
const publishing = { contents: 'read', 'id-token': 'write' }

describe('docker_affected.yml', () => {
  it('test-builds without credentials', async () => {
    const { jobs: ran, permissions } = await tell({ workflow: AFFECTED, event: PULL, levels: [jobs('a', 'b')] })
    expect(Object.keys(ran)).toEqual(['plan', 'check', 'Test build of a / test-build', 'Test build of b / test-build', 'docker-images'])
    expect(permissions).toEqual({
      plan: { actions: 'read', contents: 'read' },
      check: { contents: 'read' },
      'Test build of a / test-build': { contents: 'read' },
      'Test build of b / test-build': { contents: 'read' },
      'docker-images': {},
    })
  })

  it('reports in any case', async () => {
    expect((await tell({ workflow: AFFECTED, event: PULL })).jobs).toEqual({
      plan: 'success',
      check: 'success',
      'docker-images': 'success',
    })
    expect((await tell({ workflow: AFFECTED, event: PULL, ends: { plan: 'failure' } })).jobs).toEqual({
      plan: 'failure',
      check: 'success',
      'docker-images': 'success',
    })
  })

  it('publishes in order, with an OIDC token', async () => {
    const { jobs: ran, permissions } = await tell({ workflow: AFFECTED, event: PUSH, levels: [jobs('a'), jobs('b', 'c'), jobs('d')] })
    expect(Object.keys(ran)).toEqual(['plan', ...['Publish a / push', 'Publish b / push', 'Publish c / push', REST], 'docker-images'])
    expect(permissions).toMatchObject({ plan: { actions: 'read', contents: 'read' }, 'Publish a / push': publishing, [REST]: publishing })
  })

  it('goes on where a module or the plan fails', async () => {
    const levels = [jobs('a', 'x'), jobs('b')]
    expect((await tell({ workflow: AFFECTED, event: PUSH, levels, ends: { 'Publish x / push': 'failure' } })).jobs).toMatchObject({
      'Publish b / push': 'success',
      [REST]: 'success',
    })
    // A plan without modules that cannot be built fails, and its matrix is there.
    expect((await tell({ workflow: AFFECTED, event: PUSH, levels: [jobs('a')], ends: { plan: 'failure' } })).jobs).toEqual({
      plan: 'failure',
      'Publish a / push': 'success',
      'docker-images': 'success',
    })
    expect((await tell({ workflow: AFFECTED, event: PUSH, ends: { plan: 'failure' }, outputs: { matrix: '' } })).jobs).toEqual({
      plan: 'failure',
      'docker-images': 'success',
    })
  })

  it('starts no job that publishes where nothing is missing, and one where tags have to be moved', async () => {
    expect((await tell({ workflow: AFFECTED, event: PUSH })).jobs).toEqual({ plan: 'success', 'docker-images': 'success' })
    expect((await tell({ workflow: AFFECTED, event: PUSH, levels: [jobs('a'), jobs('b')] })).jobs).not.toHaveProperty([REST])
    expect((await tell({ workflow: AFFECTED, event: PUSH, promote: ['a'] })).jobs).toEqual({
      ...{ plan: 'success', [REST]: 'success', 'docker-images': 'success' },
    })
  })

  it('stops when it is cancelled, and reports', async () => {
    const told = await tell({ workflow: AFFECTED, event: PUSH, levels: [jobs('a'), jobs('b')], cancelledIn: 'Publish a / push' })
    expect(told.jobs).toEqual({ plan: 'success', 'Publish a / push': 'cancelled', 'docker-images': 'success' })
    expect(told.result).toBe('cancelled')
  })

  it('would not be started by GitHub if the callee asked for more than a test build is given', async () => {
    const text = readFileSync(join(GOLDEN, 'build-push-docker-module.yml'), 'utf8')
    const greedy = parseWorkflowFile(
      'build-push-docker-module.yml',
      text.replace('    environment:', '    permissions: { id-token: write }\n    environment:'),
    )
    const workflows = new Map([...WORKFLOWS, [greedy.file, greedy]])
    await expect(tell({ workflow: AFFECTED, event: PULL, levels: [jobs('a')] }, workflows)).rejects.toThrow('push asks for id-token: write')
  })
})

describe('docker_all-modules.yml', () => {
  const workflow = 'docker_all-modules.yml'
  const release: RehearsalEvent = { kind: 'release', tag: 'v1.0.0' }
  const dispatch = (task: string): RehearsalEvent => ({ kind: 'workflow_dispatch', workflow, branch: 'main', inputs: { task, tags: '' } })

  it('publishes a release, or leaves it alone', async () => {
    const outputs = { task: 'publish', tags: 'v1.0.0' }
    const attached = { digests: 'success', attach: 'success' }
    expect((await tell({ workflow, event: release, outputs, promote: ['a'] })).jobs).toEqual({
      plan: 'success',
      [REST]: 'success',
      ...attached,
    })
    expect((await tell({ workflow, event: release, outputs, levels: [jobs('a')] })).jobs).toEqual({
      ...{ plan: 'success', 'Publish a / push': 'success', ...attached },
    })
    expect((await tell({ workflow, event: dispatch('publish'), outputs, levels: [jobs('a')] })).jobs).toEqual({
      ...{ plan: 'success', 'Publish a / push': 'success' },
    })
    expect((await tell({ workflow, event: release, outputs: { task: 'none' } })).jobs).toEqual({ plan: 'success' })
  })

  it('opens an issue about what failed, and may do no more', async () => {
    const told = await tell({ workflow, event: release, outputs: { task: 'publish' }, promote: ['a'], ends: { [REST]: 'failure' } })
    expect(told.jobs).toEqual({ plan: 'success', [REST]: 'failure', report: 'success' })
    expect(told.permissions['report']).toEqual({ issues: 'write' })
  })

  it('refreshes on schedule and when asked to, and publishes nothing then', async () => {
    for (const event of [{ kind: 'schedule', cron: '23 5 1 * *' } as const, dispatch('refresh')]) {
      expect((await tell({ workflow, event })).jobs).toEqual({ refresh: 'success' })
      const told = await tell({ workflow, event, outputs: { changed: 'true' } })
      expect(told.permissions).toEqual({
        refresh: { contents: 'read' },
        'refresh-pull-request': { actions: 'write', contents: 'write', 'pull-requests': 'write' },
      })
    }
  })
})

describe('planConcurrency', () => {
  const queued = (file: string, event: RehearsalEvent) => {
    const workflow = WORKFLOWS.get(file)
    if (!workflow) throw new Error(file)
    return { workflow, github: githubContext({ event, sha: '0', ref: refOf(event), changed: [] }, { id: 1, workflow: workflow.name }) }
  }
  const byHand: RehearsalEvent = { kind: 'workflow_dispatch', workflow: AFFECTED, branch: 'main', inputs: {} }

  it.each([
    ['a push waits for a push', PUSH, PUSH, 'wait'],
    ['a start by hand waits for a push', PUSH, byHand, 'wait'],
    ['a push waits for a start by hand', byHand, PUSH, 'wait'],
    ['a pull request cancels itself', PULL, PULL, 'cancel'],
    ['a pull request leaves another alone', PULL, { ...PULL, number: 2 }, undefined],
    ['a push leaves a pull request alone', PULL, PUSH, undefined],
  ] as const)('%s', (_, running, next, expected) => {
    expect(planConcurrency(queued(AFFECTED, running), queued(AFFECTED, next))).toBe(expected)
  })

  it.each([...WORKFLOWS.keys()].filter((file) => WORKFLOWS.get(file)?.concurrency))('nothing but a pull request cancels in %s', (file) => {
    expect(planConcurrency(queued(file, PUSH), queued(file, byHand))).not.toBe('cancel')
  })
})

describe('workflows of one module', () => {
  const dispatch = (workflow: string, inputs: object = {}): Story => ({
    workflow,
    event: { kind: 'workflow_dispatch', workflow, branch: 'main', inputs: { ...inputs } },
  })

  it('build it, or push it where that is wished', async () => {
    expect((await tell(dispatch('docker_hello-r.yml', { push: false }))).permissions).toEqual({
      'test-build / test-build': { contents: 'read' },
    })
    expect((await tell(dispatch('docker_hello-r.yml', { push: true }))).permissions).toEqual({ 'push / push': publishing })
    expect((await tell(dispatch('docker_hello-new.yml'))).permissions).toEqual({ 'test-build / test-build': { contents: 'read' } })
  })

  it('have a token that reads at most, in a pull request from a fork', async () => {
    const told = await tell({ workflow: 'run_hello-r.yml', event: { ...PULL, fork: true } })
    expect(told.permissions).toEqual({ 'run-module': { contents: 'read' } })
  })
})
