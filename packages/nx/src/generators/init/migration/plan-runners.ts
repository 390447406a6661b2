import type { CarriedOption, Finding } from './model/migration-entry.js'
import { type RuleContext, workflowOption } from './model/migration-rule.js'
import { tell } from './model/told.js'
import { type SettingElement, textOf, textsOf, type WorkflowElement } from './model/workflow-elements.js'

/** A workflow of the old system, for the runners of its jobs. */
export type RunnerSource = Pick<RuleContext, 'kind' | 'module' | 'elements'>

type Task = 'plan' | 'build' | 'publish'

interface UsedRunner {
  readonly element: SettingElement
  readonly labels: readonly string[]
  readonly task: Task
  readonly module?: string
}

const USUAL = 'ubuntu-latest'

/** Where jobs run: for each task the runner that most of its jobs had, and for a module its own where that is another. */
export function planRunners(sources: readonly RunnerSource[]): Finding[] {
  const used = sources.flatMap(listRunners)
  const unknown = used.filter(({ labels }) => labels.length === 0 || labels.some((label) => label.includes('${{')))
  const known = used.filter((runner) => !unknown.includes(runner))
  const usual = new Map(
    (['plan', 'build', 'publish'] as const).map((task) => [task, mostCommon(known.filter((runner) => runner.task === task))]),
  )
  const byTask = [...usual].flatMap(([task, labels]) => (labels === undefined || isUsual(labels) ? [] : [[task, written(labels)] as const]))
  const runner = byTask.length === 0 ? [] : [workflowOption('runner', Object.fromEntries(byTask))]
  return [
    ...unknown.map(({ element }) =>
      finding(element, 'by-hand', tell`The runner is an expression or a group: choose one with ${'workflows.runner'} in nx.json.`),
    ),
    ...known.flatMap(({ element, labels, task, module }) => {
      const isTaskUsual = same(labels, usual.get(task) ?? [USUAL])
      if (isTaskUsual)
        return isUsual(labels) ? [] : [finding(element, 'kept', tell`Jobs that ${task} run on ${labels.join(', ')}.`, ...runner)]
      if (module === undefined)
        return [finding(element, 'lost', tell`The runner ${labels.join(', ')}: other jobs that ${task} have another.`)]
      const own = { path: ['workflows', 'modules', module, 'runner'], value: written(labels) }
      return [finding(element, 'kept', tell`${module} has the runner ${labels.join(', ')}, for its builds, pushes and runs.`, own)]
    }),
  ]
}

function finding(element: SettingElement, state: Finding['state'], told: Finding['told'], ...options: readonly CarriedOption[]): Finding {
  return { state, topic: 'runners', told, place: { file: element.file, line: element.line }, options }
}

function listRunners({ kind, module, elements }: RunnerSource): UsedRunner[] {
  return elements.flatMap((element) => {
    if (element.kind !== 'setting' || element.key !== 'runs-on') return []
    return [
      { element, labels: textsOf(element.value), task: taskOf(element.job, kind, elements), ...(module === undefined ? {} : { module }) },
    ]
  })
}

function taskOf(job: string | undefined, kind: RunnerSource['kind'], elements: readonly WorkflowElement[]): Task {
  const steps = elements.filter((element) => element.kind === 'step' && element.job === job)
  const builds = steps.filter(
    (step) => step.kind === 'step' && (step.action === 'docker/build-push-action' || /\bdocker (?:buildx )?build\b/.test(step.run)),
  )
  if (builds.length === 0) return 'plan'
  const tests = kind === 'module' && builds.every((step) => step.kind === 'step' && ['', 'false'].includes(textOf(step.with['push'])))
  return tests ? 'build' : 'publish'
}

function mostCommon(runners: readonly UsedRunner[]): readonly string[] | undefined {
  const counts = new Map<string, number>()
  for (const { labels } of runners) counts.set(JSON.stringify(labels), (counts.get(JSON.stringify(labels)) ?? 0) + 1)
  const [most] = [...counts].sort(([, a], [, b]) => b - a)
  return most === undefined ? undefined : (JSON.parse(most[0]) as string[])
}

function written(labels: readonly string[]): string | readonly string[] {
  return labels.length === 1 ? (labels[0] ?? USUAL) : labels
}

function isUsual(labels: readonly string[]): boolean {
  return same(labels, [USUAL])
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
