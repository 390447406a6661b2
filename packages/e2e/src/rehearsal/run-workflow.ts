import { evaluateCondition, evaluateTemplate, type Scope, type Status, toText } from './expression/evaluate.js'
import { type JobRun, type Result, type WorkflowRun, worstOf } from './job-run.js'
import { type JobSettings, needsOf, type Permissions, type WorkflowFile } from './workflow-file.js'

/** What is done for a job with steps, once all about it is known. */
export type RunSteps = (job: ReadyJob) => Promise<JobRun & { readonly outputs: Readonly<Record<string, string>> }>

export interface ReadyJob {
  readonly name: string
  readonly settings: JobSettings
  /** Without those of single steps. */
  readonly contexts: Readonly<Record<string, unknown>>
  readonly permissions: Permissions
  /** Of its workflow. */
  readonly env: Readonly<Record<string, string>>
}

export interface RunParts {
  readonly workflows: ReadonlyMap<string, WorkflowFile>
  readonly github: object
  readonly signal: AbortSignal
  /** Variables of the repository; those of an environment are the runner's. */
  readonly runSteps: RunSteps
  /** A fork's pull request has a token that reads. */
  readonly readOnly: boolean
}

interface Call {
  readonly workflow: WorkflowFile
  readonly inputs: Readonly<Record<string, unknown>>
  /** Of the job that calls; undefined for what an event starts. */
  readonly given: Permissions | undefined
  readonly prefix: string
}

interface Ended {
  readonly result: Result
  readonly outputs: Readonly<Record<string, string>>
  readonly jobs: readonly JobRun[]
}

/** Runs a workflow as an event starts it. @throws Error where GitHub would refuse the file */
export async function runWorkflow(
  workflow: WorkflowFile,
  inputs: Readonly<Record<string, unknown>>,
  parts: RunParts,
): Promise<WorkflowRun> {
  const ended = await runJobs({ workflow, inputs, given: undefined, prefix: '' }, parts)
  return { workflow: workflow.file, ...ended }
}

/** One job after another, in the order of `needs`. */
async function runJobs(call: Call, parts: RunParts): Promise<{ result: Result; jobs: JobRun[] }> {
  const ended = new Map<string, Ended>()
  const waiting = new Map(Object.entries(call.workflow.jobs))
  while (waiting.size > 0) {
    const next = [...waiting].find(([, job]) => needsOf(job).every((need) => ended.has(need)))
    if (!next) throw new Error(`${call.workflow.file}: jobs wait for one another`)
    const [id, job] = next
    waiting.delete(id)
    ended.set(id, await runJob(id, job, { call, ended, parts }))
  }
  const all = [...ended.values()]
  return { result: worstOf(all.map(({ result }) => result)), jobs: all.flatMap(({ jobs }) => jobs) }
}

interface Around {
  readonly call: Call
  readonly ended: ReadonlyMap<string, Ended>
  readonly parts: RunParts
}

async function runJob(id: string, job: JobSettings, { call, ended, parts }: Around): Promise<Ended> {
  const needs = Object.fromEntries(
    needsOf(job).map((need) => [need, { result: ended.get(need)?.result, outputs: ended.get(need)?.outputs ?? {} }]),
  )
  const contexts = { github: parts.github, needs, inputs: call.inputs, vars: {} }
  const scope: Scope = { contexts, status: statusOf(job, call.workflow, ended, parts.signal) }
  const permissions = permissionsOf(id, job, call, parts.readOnly)
  if (!evaluateCondition(job.if, scope)) return { result: 'skipped', outputs: {}, jobs: [] }
  const ends: Ended[] = []
  for (const matrix of matrixOf(job, scope)) {
    const ready = { name: '', settings: job, contexts: { ...contexts, matrix }, permissions, env: call.workflow.env ?? {} }
    const name = call.prefix + toText(evaluateTemplate(job.name ?? id, { ...scope, contexts: ready.contexts }))
    ends.push(job.uses === undefined ? await runOwn({ ...ready, name }, parts) : await runCalled({ ...ready, name }, parts))
  }
  return {
    result: worstOf(ends.map(({ result }) => result)),
    outputs: Object.assign({}, ...ends.map(({ outputs }) => outputs)) as Record<string, string>,
    jobs: ends.flatMap(({ jobs }) => jobs),
  }
}

async function runOwn(ready: ReadyJob, { runSteps }: RunParts): Promise<Ended> {
  const { outputs, ...job } = await runSteps(ready)
  return { result: job.result, outputs, jobs: [job] }
}

async function runCalled(ready: ReadyJob, parts: RunParts): Promise<Ended> {
  const file = /^\.\/\.github\/workflows\/([^/]+)$/.exec(ready.settings.uses ?? '')?.[1] ?? ''
  const workflow = parts.workflows.get(file)
  const declared = workflow !== undefined && 'workflow_call' in workflow.on ? (workflow.on['workflow_call']?.inputs ?? {}) : undefined
  if (!workflow || !declared) throw new Error(`${ready.settings.uses ?? ''} is no workflow that can be called`)
  const scope: Scope = { contexts: ready.contexts, status: { cancelled: false, failure: false, success: true } }
  const given = Object.fromEntries(Object.entries(ready.settings.with ?? {}).map(([name, value]) => [name, evaluateTemplate(value, scope)]))
  const unknown = Object.keys(given).find((name) => !(name in declared))
  if (unknown !== undefined) throw new Error(`${file} takes no input ${unknown}`)
  const inputs = { ...Object.fromEntries(Object.entries(declared).map(([name, input]) => [name, input.default ?? null])), ...given }
  const { result, jobs } = await runJobs({ workflow, inputs, given: ready.permissions, prefix: `${ready.name} / ` }, parts)
  return { result, outputs: {}, jobs }
}

/** Whether what an event starts would cancel what is running, or wait for it; nothing where the two have nothing to do with each other. */
export function planConcurrency(running: QueuedRun, next: QueuedRun): 'cancel' | 'wait' | undefined {
  const [a, b] = [groupOf(running), groupOf(next)]
  if (a === undefined || a.group !== b?.group) return undefined
  return b.cancels ? 'cancel' : 'wait'
}

export interface QueuedRun {
  readonly workflow: WorkflowFile
  readonly github: object
}

function groupOf({ workflow: { concurrency }, github }: QueuedRun): { readonly group: string; readonly cancels: boolean } | undefined {
  if (concurrency === undefined) return undefined
  const scope: Scope = { contexts: { github, inputs: {} }, status: { cancelled: false, failure: false, success: true } }
  const cancels = evaluateTemplate(concurrency['cancel-in-progress'], scope)
  return { group: toText(evaluateTemplate(concurrency.group, scope)), cancels: cancels === true }
}

/** Of all that a job waits for, near and far. */
function statusOf(job: JobSettings, { jobs }: WorkflowFile, ended: ReadonlyMap<string, Ended>, { aborted }: AbortSignal): Status {
  const seen = new Set<string>()
  const queue = [...needsOf(job)]
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (seen.has(id)) continue
    seen.add(id)
    queue.push(...needsOf(jobs[id] ?? {}))
  }
  const results = [...seen].map((id) => ended.get(id)?.result)
  return { cancelled: aborted, failure: results.includes('failure'), success: !aborted && results.every((result) => result === 'success') }
}

/** Each once; a job without a matrix runs once with none. */
function matrixOf({ strategy }: JobSettings, scope: Scope): readonly (Readonly<Record<string, unknown>> | null)[] {
  if (!strategy) return [null]
  const matrix = evaluateTemplate(strategy.matrix, scope) as { include?: readonly Readonly<Record<string, unknown>>[] }
  if (!matrix.include || matrix.include.length === 0 || matrix.include.length > 256) throw new Error('A matrix has from 1 to 256 jobs')
  return matrix.include
}

const RANK = { none: 0, read: 1, write: 2 } as const

/** What a callee asks for beyond what it was given keeps the whole run from starting, even in a job that would be skipped. */
function permissionsOf(id: string, job: JobSettings, { workflow, given }: Call, readOnly: boolean): Permissions {
  const asked = job.permissions ?? workflow.permissions
  for (const [name, level] of Object.entries(asked ?? {})) {
    if (given && RANK[level] > RANK[given[name] ?? 'none'])
      throw new Error(`${workflow.file}: ${id} asks for ${name}: ${level} and was not given that`)
  }
  const granted = asked ?? given ?? { contents: 'read' }
  if (!readOnly) return granted
  const lowered = Object.entries(granted).filter(([name]) => name !== 'id-token')
  return Object.fromEntries(lowered.map(([name]) => [name, 'read']))
}
