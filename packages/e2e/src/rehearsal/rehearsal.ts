import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createTestWorkspace, type TestWorkspace } from '../workspace/test-workspace.js'
import { type EcrProcess, startEcrProcess } from './ecr-process.js'
import { type EventFacts, githubContext, githubVariables, type RehearsalEvent } from './event.js'
import type { WorkflowRun } from './job-run.js'
import { createRepository, type Repository } from './repository.js'
import { runSteps } from './run-steps.js'
import { planConcurrency, runWorkflow } from './run-workflow.js'
import { isTriggered } from './triggers.js'
import { type SigstoreProcess, startSigstoreProcess } from './sigstore-process.js'
import type { WorkflowFile } from './workflow-file.js'

/** What else holds as an event happens. */
export interface Circumstances {
  /** Somebody cancels the run as a step of this name begins. */
  readonly cancelledIn?: string
  /** Something else happens as a step of this name begins: what it starts waits for the run, or cancels it, as GitHub's concurrency has it. */
  readonly meanwhile?: { readonly step: string; readonly event: RehearsalEvent }
  /** Modules whose own `run_*.yml` is run as well. Those of others start, and are left at that: most modules here hold no program. */
  readonly modulesRun?: readonly string[]
}

/** A repository on a GitHub that is all on this machine. */
export interface Rehearsal {
  readonly workspace: TestWorkspace
  readonly repository: Repository
  readonly registry: EcrProcess
  /** Runs every workflow that an event starts, job after job, each on a runner of its own. */
  happen(event: RehearsalEvent, circumstances?: Circumstances): Promise<WorkflowRun[]>
  /** `nx sync`, as a contributor runs it before a commit. */
  sync(): Promise<void>
  /** Puts something where jobs ask GitHub for it: `newest-release`. */
  tell(what: string, text: string): void
  /** What jobs asked of GitHub by its command: `issues.md`, `pull-request`, `dispatched`, `releases/TAG/FILE`; undefined for nothing. */
  asked(what: string): string | undefined
  dispose(): Promise<void>
}

const NX_JSON = {
  analytics: false,
  defaultBase: 'main',
  sync: { globalGenerators: ['@module-images/nx:sync'] },
  plugins: [
    {
      plugin: '@module-images/nx',
      options: {
        registry: 'public.ecr.aws/openscpca',
        workflows: {
          ...{ owner: 'lab', publishOn: ['release', 'tag'], releaseWorkflows: ['Create a release'], testSchedule: false },
          modules: { outer: { runner: ['self-hosted', 'big'] } },
        },
      },
    },
  ],
}

/** @param write puts the modules of main into the workspace */
export async function createRehearsal(write: (workspace: TestWorkspace) => void): Promise<Rehearsal> {
  const [registry, sigstore] = await Promise.all([startEcrProcess(), startSigstoreProcess()])
  const workspace = await createTestWorkspace({ registryHost: registry.host })
  workspace.write({ 'nx.json': JSON.stringify(NX_JSON, null, 2) })
  write(workspace)
  const { exitCode, output } = await workspace.nx(['sync'])
  if (exitCode !== 0) throw new Error(output)
  const repository = await createRepository(workspace)
  const parts = { workspace, repository, registry, sigstore, ...createPlaces(workspace) }
  const state = { run: 0, job: 0 }
  return {
    ...{ workspace, repository, registry },
    happen: async (event, circumstances = {}) => runAll(parts, state, await repository.factsOf(event), circumstances),
    async sync() {
      const own = join(workspace.root, 'node_modules')
      renameSync(parts.packages, own)
      const { exitCode, output } = await workspace.nx(['sync'])
      renameSync(own, parts.packages)
      if (exitCode !== 0) throw new Error(output)
    },
    tell: (what, text) => writeFileSync(join(parts.gh, what), text),
    asked: (what) => (existsSync(join(parts.gh, what)) ? readFileSync(join(parts.gh, what), 'utf8') : undefined),
    async dispose() {
      await workspace.engine.removeImages(`${registry.host}/`)
      await registry.stop()
      await sigstore.stop()
      await workspace.dispose()
    },
  }
}

interface Parts {
  readonly workspace: TestWorkspace
  readonly repository: Repository
  readonly registry: EcrProcess
  readonly sigstore: SigstoreProcess
  readonly gh: string
  readonly packages: string
  readonly runners: string
}

interface State {
  run: number
  job: number
}

/** The packages move from one job's checkout to the next: there is one of them only, and no job may leave anything for another. */
function createPlaces({ sandbox, root }: TestWorkspace) {
  const [gh, packages, runners] = ['gh', 'packages', 'runners'].map((name) => join(sandbox, name)) as [string, string, string]
  for (const folder of [gh, packages, runners, join(gh, 'caches')]) mkdirSync(folder)
  renameSync(join(root, 'node_modules'), join(packages, 'node_modules'))
  return { gh, packages: join(packages, 'node_modules'), runners }
}

async function runAll(parts: Parts, state: State, facts: EventFacts, circumstances: Circumstances): Promise<WorkflowRun[]> {
  const workflows = await parts.repository.workflowsAt(facts.sha)
  const runs: WorkflowRun[] = []
  const waiting: EventFacts[] = []
  for (const workflow of workflows.values()) {
    if (!isTriggered(workflow, facts)) continue
    if (isLeftOut(workflow.file, circumstances)) {
      runs.push({ workflow: workflow.file, result: 'skipped', jobs: [] })
      continue
    }
    const button = new AbortController()
    const github = githubContext(facts, { id: (state.run += 1), workflow: workflow.name })
    const watch = async (step: string) => {
      if (step === circumstances.cancelledIn) button.abort()
      const { meanwhile } = circumstances
      if (meanwhile === undefined || step !== meanwhile.step || waiting.length > 0) return
      const next = await parts.repository.factsOf(meanwhile.event)
      waiting.push(next)
      if (planConcurrency({ workflow, github }, { workflow, github: githubContext(next, { id: 0, workflow: workflow.name }) }) === 'cancel')
        button.abort()
    }
    runs.push(await runOne({ parts, state, facts, workflows, github, signal: button.signal, watch }, workflow))
  }
  for (const next of waiting) runs.push(...(await runAll(parts, state, next, {})))
  return runs
}

interface OneRun {
  readonly parts: Parts
  readonly state: State
  readonly facts: EventFacts
  readonly workflows: ReadonlyMap<string, WorkflowFile>
  readonly github: ReturnType<typeof githubContext>
  readonly signal: AbortSignal
  readonly watch: (step: string) => Promise<void>
}

async function runOne({ parts, state, facts, workflows, github, signal, watch }: OneRun, workflow: WorkflowFile): Promise<WorkflowRun> {
  const { event } = facts
  const inputs = event.kind === 'workflow_dispatch' ? event.inputs : {}
  const readOnly = event.kind === 'pull_request' && event.fork
  const artifacts = join(parts.runners, `artifacts-${github.run_id}`)
  return runWorkflow(workflow, inputs, {
    ...{ workflows, github, signal, readOnly },
    runSteps: async (job) => {
      const folder = join(parts.runners, `job-${(state.job += 1)}`)
      const { env, identity } = { env: runnerEnv(parts, github), identity: parts.registry.identity }
      const caches = join(parts.gh, 'caches')
      const actions = { origin: parts.repository.origin, sha: facts.sha, ref: facts.ref, git: parts.workspace.env, artifacts, caches }
      try {
        return await runSteps(job, { folder, env, signal, watch, identity, actions })
      } finally {
        await leave(parts, folder)
      }
    },
  })
}

function isLeftOut(file: string, { modulesRun = [] }: Circumstances): boolean {
  return file.startsWith('run_') && !modulesRun.some((name) => file === `run_${name}.yml`)
}

function runnerEnv(
  { workspace, registry, sigstore, repository, gh, packages }: Parts,
  github: ReturnType<typeof githubContext>,
): Record<string, string> {
  const { HOME: _home, TMPDIR: _tmp, ...own } = workspace.env
  return {
    ...(own as Record<string, string>),
    ...githubVariables(github),
    ...registry.endpoint,
    ...sigstore.endpoint,
    PATH: `${join(import.meta.dirname, 'bin')}:${own['PATH'] ?? ''}`,
    REHEARSAL_PACKAGES: packages,
    REHEARSAL_GH: gh,
    REHEARSAL_ORIGIN: `file://${repository.origin}`,
  }
}

/** The next job finds neither files nor images of this one. */
async function leave({ workspace, registry, packages }: Parts, folder: string): Promise<void> {
  const used = join(folder, 'work', 'node_modules')
  if (existsSync(used)) renameSync(used, packages)
  rmSync(folder, { recursive: true, force: true })
  await workspace.engine.removeImages(`${registry.host}/`)
}
