import { ASKING_JOB } from './common-steps.js'
import { pullSecrets } from './pull-secrets.js'
import { dataSecrets } from './data-job.js'
import { FAILED, SOME_FAILED } from './failed.js'
import { issuePermissions, issueSteps, RUN_URL } from './issue-steps.js'
import { ownedIf, ownedOr } from './owner.js'
import { runOptionsOf } from './run-options.js'
import { runnerOf } from './runners.js'
import { planWeeklyCron } from './schedule.js'
import { readPermissions } from './read-access.js'
import { type CallJob, expression, type Permissions, type StepsJob, type Workflow } from './workflow.js'
import type { WorkflowFacts, WorkflowModule } from './workflow-facts.js'
import { runAllFile, runFile } from './workflow-files.js'

/** Workflows that one may call, in the releases of GitHub that allow the least. https://docs.github.com/actions/reference/workflows-and-actions/reusing-workflow-configurations#limitations-of-reusable-workflows */
const MAX_CALLS = 20

/** The workflows that run all active modules, by file; none where no module runs. */
export function planRunAll(facts: WorkflowFacts): [string, Workflow][] {
  const modules = facts.modules.filter((module) => module.active && isCallable(facts, module))
  const count = Math.ceil(modules.length / MAX_CALLS)
  return Array.from({ length: count }, (_, index) => [
    runAllFile(index),
    planRunPart(facts, modules.slice(index * MAX_CALLS, (index + 1) * MAX_CALLS), count === 1 ? '' : ` (${index + 1} of ${count})`),
  ])
}

function isCallable({ options }: WorkflowFacts, module: WorkflowModule): boolean {
  return module.ownRun?.callable ?? runOptionsOf(options, module) !== undefined
}

function planRunPart(facts: WorkflowFacts, modules: readonly WorkflowModule[], part: string): Workflow {
  const { testSchedule } = facts.options
  const weekly = testSchedule === 'weekly'
  const crons = weekly ? [...new Set(modules.map(({ name }) => planWeeklyCron(name)))] : testSchedule === false ? [] : [testSchedule]
  return {
    notes: [
      'Runs all active modules, each by its own run_{module}.yml, and opens one issue for what failed.',
      ...(weekly ? ['On schedule each module has an hour of its own in the week.'] : []),
    ],
    name: `Run all modules${part}`,
    on: { ...(crons.length === 0 ? {} : { schedule: crons }), workflowDispatch: {}, workflowCall: { secrets: pullSecrets(facts) } },
    concurrency: {
      group: { template: `run-all-modules${part}-\${{ github.ref }}-\${{ github.event.schedule }}` },
      cancelInProgress: false,
    },
    jobs: [...modules.map((module) => callJob(facts, module, weekly)), reportJob(facts, modules)],
  }
}

/** Jobs of a workflow have names of their own, which begin with a letter. */
function jobId({ name }: WorkflowModule): string {
  return `run-${name.replaceAll('.', '_dot_')}`
}

function callJob(facts: WorkflowFacts, module: WorkflowModule, weekly: boolean): CallJob {
  const { name } = module
  const isDue = `github.event_name != 'schedule' || github.event.schedule == '${planWeeklyCron(name)}'`
  const condition = weekly ? { if: ownedIf(facts, isDue) } : ownedOr(facts, "github.event_name != 'schedule'")
  return {
    kind: 'call',
    id: jobId(module),
    name,
    ...condition,
    permissions: permissionsOf(facts, module),
    workflow: runFile(name),
    with: {},
    ...secretsOf(facts, module),
  }
}

function permissionsOf(facts: WorkflowFacts, module: WorkflowModule): Permissions {
  const data = runOptionsOf(facts.options, module)?.data
  const hasRole = data !== undefined && data !== false && (data.roleVariable ?? data.roleSecret) !== undefined
  return { contents: 'read', ...(hasRole ? { 'id-token': 'write' } : readPermissions(facts)) }
}

/** A secret of an environment reaches a callee only from a caller that hands all its secrets on. */
function secretsOf(facts: WorkflowFacts, module: WorkflowModule): Pick<CallJob, 'secrets'> {
  if (dataSecrets(runOptionsOf(facts.options, module)?.data).length > 0) return { secrets: 'inherit' }
  return module.ownRun === undefined ? { secrets: pullSecrets(facts) } : {}
}

function reportJob(facts: WorkflowFacts, modules: readonly WorkflowModule[]): StepsJob {
  return {
    kind: 'steps',
    id: 'report',
    notes: ['One issue for all that failed, while it is open.'],
    needs: modules.map(jobId),
    if: ownedIf(facts, `${SOME_FAILED} && github.event_name == 'schedule'`),
    permissions: issuePermissions(facts),
    runner: runnerOf(facts.options, 'plan'),
    timeoutMinutes: ASKING_JOB,
    steps: issueSteps(facts, {
      env: { RUN_URL, NEEDS: expression('toJSON(needs)') },
      title: ["title='Scheduled runs of modules failed'"],
      text: [
        'echo "Modules do not run any more as they are on the default branch: see [the run]($RUN_URL)."',
        'echo',
        `jq --raw-output 'to_entries[] | select(${FAILED.map((result) => `.value.result == "${result}"`).join(' or ')}) | "- " + .key' <<< "$NEEDS"`,
      ],
    }),
  }
}
