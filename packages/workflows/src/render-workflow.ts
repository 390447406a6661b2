import { Document, isMap, isScalar, isSeq, Pair, Scalar, visit, type YAMLMap } from 'yaml'
import { GENERATED_LINE, isGenerated, ModuleImagesError } from '@module-images/core'
import type { ActionPins } from './pins.js'
import type { CallJob, Inputs, Job, Step, StepsJob, Triggers, Value, Workflow } from './workflow.js'
import type { WorkflowFacts } from './workflow-facts.js'
import { WORKFLOW_FOLDER } from './workflow-files.js'

/** Says of which workspace a file is, where that is not at the top of the repository. */
const FOLDER_LINE = '# It belongs to the workspace in the folder '

/**
 * Whether a workflow was generated for the workspace in a folder of the repository, so that no workspace takes another's for its own.
 *
 * @param folder posix; `''` at the top
 */
export function isGeneratedFor(text: string, folder: string): boolean {
  const line = text.split('\n', 2)[1] ?? ''
  return isGenerated(text) && (folder === '' ? !line.startsWith(FOLDER_LINE) : line === `${FOLDER_LINE}${folder}`)
}

/** @throws ModuleImagesError `internal` for an expression where only a literal text may be */
export function renderWorkflow(workflow: Workflow, { pins, folder }: Pick<WorkflowFacts, 'pins' | 'folder'>): string {
  const document = new Document({
    name: render(workflow.name),
    on: renderTriggers(workflow.on),
    permissions: {},
    ...(workflow.concurrency === undefined ? {} : { concurrency: renderConcurrency(workflow.concurrency) }),
    ...(workflow.env === undefined ? {} : { env: renderValues(workflow.env) }),
    ...(workflow.jobs.some(runsScripts) ? { defaults: { run: { shell: 'bash' } } } : {}),
    jobs: Object.fromEntries(workflow.jobs.map((job) => [job.id, renderJob(job, { pins, folder })])),
  })
  // A callee's own permissions would bound what its caller gives.
  if (workflow.jobs.some(({ permissions }) => permissions === 'of-caller')) document.delete('permissions')
  layOut(document, workflow)
  const owner = folder === '' ? [] : [`${FOLDER_LINE}${folder}`]
  const header = [GENERATED_LINE, ...owner, ...workflow.notes.map((note) => `# ${oneLine(note)}`)].join('\n')
  return `${header}\n\n${document.toString({ lineWidth: 0, nullStr: '', singleQuote: true, flowCollectionPadding: false })}`
}

/** Then bash is asked for by name, so that it stops at the first failure, in a pipe too. */
function runsScripts(job: Job): boolean {
  return job.kind === 'steps' && job.steps.some(({ kind }) => kind === 'run')
}

function renderTriggers({
  pullRequest,
  mergeGroup,
  push,
  release,
  schedule,
  workflowRun,
  workflowDispatch,
  workflowCall,
}: Triggers): object {
  return {
    ...(pullRequest && { pull_request: pullRequest.paths ? { paths: pullRequest.paths.map(literal) } : null }),
    ...(mergeGroup && { merge_group: null }),
    ...(push && { push: renderPush(push) }),
    ...(release && { release: { types: [release] } }),
    ...(schedule && { schedule: schedule.map((cron) => ({ cron: literal(cron) })) }),
    ...(workflowRun && { workflow_run: { workflows: workflowRun.map(literal), types: ['completed'] } }),
    ...(workflowDispatch && { workflow_dispatch: renderInputs(workflowDispatch) }),
    ...(workflowCall && { workflow_call: renderCall(workflowCall) }),
  }
}

function renderPush({ branches, tags }: NonNullable<Triggers['push']>): object {
  return { ...(branches && { branches: branches.map(literal) }), ...(tags && { tags: tags.map(literal) }) }
}

function renderCall({ inputs = {}, secrets = [] }: NonNullable<Triggers['workflowCall']>): object | null {
  const own = secrets.length === 0 ? {} : { secrets: Object.fromEntries(secrets.map((name) => [name, { required: false }])) }
  return Object.keys({ ...inputs, ...own }).length === 0 ? null : { ...renderInputs(inputs), ...own }
}

function renderInputs(inputs: Inputs): object | null {
  return Object.keys(inputs).length === 0 ? null : { inputs }
}

function renderConcurrency({ group, cancelInProgress }: NonNullable<Workflow['concurrency']>): object {
  return { group: render(group), 'cancel-in-progress': render(cancelInProgress) }
}

/** What jobs have in common. */
type Common = Pick<WorkflowFacts, 'pins' | 'folder'>

function renderJob(job: Job, common: Common): object {
  return {
    ...(job.name !== undefined && { name: render(job.name) }),
    ...(job.needs && { needs: job.needs.length === 1 ? job.needs[0] : job.needs }),
    ...(job.if !== undefined && { if: `\${{ ${job.if} }}` }),
    ...(job.permissions !== 'of-caller' && { permissions: job.permissions }),
    ...(job.matrix !== undefined && { strategy: { 'fail-fast': false, matrix: `\${{ ${job.matrix} }}` } }),
    ...renderWork(job, common),
  }
}

function renderWork(job: Job, { pins, folder }: Common): object {
  if (job.kind === 'call') {
    const given = Object.keys(job.with).length === 0 ? {} : { with: renderValues(job.with) }
    return { uses: `./${WORKFLOW_FOLDER}/${job.workflow}`, ...given, ...renderSecrets(job.secrets) }
  }
  const checkout = folder === '' ? -1 : job.steps.findIndex((step) => step.kind === 'uses' && step.action === 'actions/checkout')
  return {
    ...(job.environment !== undefined && { environment: literal(job.environment) }),
    'runs-on': renderRunner(job.runner),
    'timeout-minutes': job.timeoutMinutes,
    ...(job.outputs && { outputs: renderValues(job.outputs) }),
    // With the shell again, since a job's defaults may replace those of the workflow.
    ...(checkout >= 0 && { defaults: { run: { shell: 'bash', 'working-directory': literal(folder) } } }),
    // The folder is there once the repository is.
    steps: job.steps.map((step, index) => renderStep(step, pins, index < checkout)),
  }
}

function renderSecrets(secrets: CallJob['secrets']): object {
  if (secrets === undefined || secrets.length === 0) return {}
  if (secrets === 'inherit') return { secrets }
  return { secrets: Object.fromEntries(secrets.map((name) => [name, `\${{ secrets.${name} }}`])) }
}

function renderRunner(runner: StepsJob['runner']): string | string[] {
  if (typeof runner === 'string') return literal(runner)
  return 'template' in runner ? runner.template : runner.map(literal)
}

function renderStep(step: Step, pins: ActionPins, atTop: boolean): object {
  const common = {
    ...(step.name !== undefined && { name: literal(step.name) }),
    ...(step.id !== undefined && { id: step.id }),
    ...(step.if !== undefined && { if: `\${{ ${step.if} }}` }),
  }
  if (step.kind === 'uses') return { ...common, uses: renderUses(step.action, pins), ...(step.with && { with: renderValues(step.with) }) }
  const run = step.run.length === 1 ? literal(step.run.join('')) : `${step.run.map(literal).join('\n')}\n`
  return { ...common, ...(atTop && { 'working-directory': '.' }), ...(step.env && { env: renderValues(step.env) }), run }
}

/** The release in the comment is what Dependabot reads and moves. */
function renderUses(action: keyof ActionPins, pins: ActionPins): Scalar {
  const { commit, release } = pins[action]
  const scalar = new Scalar(`${action}@${commit}`)
  scalar.comment = ` ${release}`
  return scalar
}

function renderValues(values: Readonly<Record<string, Value>>): object {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, render(value)]))
}

function render(value: Value): string | number | boolean {
  if (typeof value === 'object') return value.template
  return typeof value === 'string' ? literal(value) : value
}

/** GitHub fills in expressions wherever they are, so a text that only looks like one must not get that far. */
function literal(text: string): string {
  if (!text.includes('${{')) return text
  throw new ModuleImagesError({ code: 'internal', kind: 'internal', message: `A literal text holds an expression: ${text}` })
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]/gu, ' ')
}

/** A blank line between the parts and between jobs, notes above jobs, short lists in one line. */
function layOut(document: Document, workflow: Workflow): void {
  const jobs = document.get('jobs')
  if (isMap(document.contents)) separate(document.contents)
  if (isMap(jobs)) {
    separate(jobs)
    jobs.items.forEach(({ key }, index) => {
      const notes = workflow.jobs[index]?.notes
      if (isScalar(key) && notes) key.commentBefore = notes.map((note) => ` ${oneLine(note)}`).join('\n')
    })
  }
  visit(document, {
    Pair(_, { key, value }) {
      const inOneLine =
        isScalar(key) && ['branches', 'tags', 'types', 'needs', 'options', 'runs-on', 'workflows'].includes(String(key.value))
      if (inOneLine && isSeq(value)) value.flow = true
    },
  })
}

function separate(map: YAMLMap): void {
  map.items.forEach((pair, index) => {
    if (index > 0 && pair instanceof Pair && isScalar(pair.key)) pair.key.spaceBefore = true
  })
}
