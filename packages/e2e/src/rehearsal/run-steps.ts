import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startCommand } from '../process/run-command.js'
import { type ActionContext, type ActionEnd, runAction } from './actions.js'
import { evaluateCondition, evaluateTemplate, type Scope, toText } from './expression/evaluate.js'
import type { JobRun, Result } from './job-run.js'
import type { ReadyJob } from './run-workflow.js'
import type { StepSettings } from './workflow-file.js'

/** A runner that has nothing of other jobs: a folder of its own, and this environment. */
export interface Runner {
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
  readonly signal: AbortSignal
  /** Hears of each script that has just started, by the step's name. */
  readonly watch: (step: string) => void | Promise<void>
  /** What a job may ask for a token with that AWS trusts. */
  readonly identity: Readonly<Record<string, string>>
  /** What the action stand-ins need. */
  readonly actions: Omit<ActionContext, 'folder' | 'permissions'>
}

/** By these names a script would find credentials. */
const CREDENTIAL = /^(AWS_(?!REGION|ENDPOINT)|ACTIONS_ID_TOKEN|GH_TOKEN|GITHUB_TOKEN|MODULE_IMAGES_REGISTRY_(USERNAME|PASSWORD))/

/** What publishing jobs run in, and the role is bound to. */
const ENVIRONMENT = 'image-publishing'

const MINUTES = 60_000

/** Runs the steps of one job for real: scripts by bash, actions by stand-ins. */
export async function runSteps(job: ReadyJob, runner: Runner): Promise<JobRun & { outputs: Record<string, string> }> {
  const places = createPlaces(runner.folder)
  const env: Record<string, string> = { ...runner.env, ...job.env, ...places.env }
  const { environment } = job.settings
  const steps: Record<string, { outputs: Record<string, string>; outcome: Result }> = {}
  const done = { log: '', steps: [] as string[], credentials: new Set<string>() }
  let result: Result = 'success'
  // A job that begins after that, by always(), is none that was cancelled.
  const before = runner.signal.aborted
  const isCancelled = () => runner.signal.aborted && !before
  const contexts = () => ({
    ...job.contexts,
    github: withToken(job),
    steps,
    env,
    runner: { temp: places.temp, environment: 'github-hosted' },
    secrets: {},
    vars: varsOf(environment),
  })
  const scope = (): Scope => {
    const status = { cancelled: isCancelled(), failure: result === 'failure', success: result === 'success' && !isCancelled() }
    return { contexts: contexts(), status }
  }
  for (const step of job.settings.steps ?? []) {
    if (!evaluateCondition(step.if, scope())) continue
    const own = filledIn(step.env, scope())
    const outputFile = join(places.temp, `output-${done.steps.length}`)
    const summary = join(places.temp, `summary-${done.steps.length}`)
    const stepEnv: Record<string, string> = {
      ...env,
      ...own,
      GITHUB_OUTPUT: outputFile,
      GITHUB_STEP_SUMMARY: summary,
      ...oidcVariables(job, runner.identity),
    }
    writeFileSync(outputFile, '')
    writeFileSync(summary, '')
    done.steps.push(step.name ?? step.uses?.split('@')[0] ?? step.run ?? '')
    const ended = await runStep(step, { job, runner, places, stepEnv, scope: scope() })
    done.log += ended.log + readFileSync(summary, 'utf8')
    if (step.run !== undefined)
      for (const name of Object.keys(stepEnv)) if (CREDENTIAL.test(name) && stepEnv[name] !== '') done.credentials.add(name)
    const outcome: Result = ended.ok ? 'success' : isCancelled() ? 'cancelled' : 'failure'
    if (outcome !== 'success' && result === 'success') result = outcome
    if (step.id !== undefined) steps[step.id] = { outputs: { ...readOutputs(outputFile), ...ended.outputs }, outcome }
  }
  const outputs = Object.fromEntries(
    Object.entries(job.settings.outputs ?? {}).map(([name, value]) => [name, toText(evaluateTemplate(value, scope()))]),
  )
  const labels = evaluateTemplate(job.settings['runs-on'], scope())
  return { ...done, credentials: [...done.credentials].sort(), name: job.name, labels, result, permissions: job.permissions, outputs }
}

interface StepParts {
  readonly job: ReadyJob
  readonly runner: Runner
  readonly places: ReturnType<typeof createPlaces>
  readonly stepEnv: Record<string, string>
  readonly scope: Scope
}

async function runStep(step: StepSettings, { job, runner, places, stepEnv, scope }: StepParts): Promise<ActionEnd> {
  if (step.uses !== undefined) {
    const given = filledIn(step.with, scope)
    return runAction(step.uses, given, { ...runner.actions, folder: places.work, permissions: job.permissions })
  }
  const script = join(places.temp, 'script.sh')
  writeFileSync(script, step.run ?? '')
  const args = ['--noprofile', '--norc', '-eo', 'pipefail', script]
  const folder = step['working-directory'] ?? job.settings.defaults?.run?.['working-directory'] ?? '.'
  const cwd = join(places.work, folder)
  if (!existsSync(cwd)) return { ok: false, log: `::error::No such file or directory: ${folder}\n` }
  const command = startCommand({ command: 'bash', args, cwd, env: stepEnv, timeout: 2 * MINUTES })
  const cancel = () => command.signalGroup('SIGINT')
  runner.signal.addEventListener('abort', cancel)
  await runner.watch(step.name ?? '')
  const { exitCode, output } = await command.done
  runner.signal.removeEventListener('abort', cancel)
  return { ok: exitCode === 0, log: output }
}

/** Runners empty `RUNNER_TEMP` before each job. */
function createPlaces(folder: string) {
  const [work, temp, home] = ['work', 'temp', 'home'].map((name) => join(folder, name)) as [string, string, string]
  rmSync(temp, { recursive: true, force: true })
  for (const path of [work, temp, home]) mkdirSync(path, { recursive: true })
  return { work, temp, env: { GITHUB_WORKSPACE: work, RUNNER_TEMP: temp, TMPDIR: temp, HOME: home } }
}

/** The token says what it is good for, so that whoever is shown it can refuse the rest. */
function withToken({ contexts, permissions }: ReadyJob): object {
  const granted = Object.entries(permissions).map(([name, level]) => `${name}=${level}`)
  return { ...(contexts['github'] as object), token: `rehearsal:${granted.join(',')}` }
}

/** The role trusts jobs of the environment alone, and a job without `id-token: write` cannot even ask. */
function oidcVariables({ permissions, settings }: ReadyJob, identity: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  if (permissions['id-token'] !== 'write') return {}
  return settings.environment === ENVIRONMENT
    ? identity
    : { ...identity, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'of a job that the role does not trust' }
}

function varsOf(environment: string | undefined): Record<string, string> {
  return environment === ENVIRONMENT ? { AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/publisher' } : {}
}

function filledIn(values: Readonly<Record<string, unknown>> | undefined, scope: Scope): Record<string, string> {
  return Object.fromEntries(Object.entries(values ?? {}).map(([name, value]) => [name, toText(evaluateTemplate(value, scope))]))
}

/** `name=value`, a line each: the one form that the generated scripts use. */
function readOutputs(file: string): Record<string, string> {
  const lines = existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
    : []
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]))
}
