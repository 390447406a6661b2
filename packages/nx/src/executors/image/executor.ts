import type { ExecutorContext, TaskGraph } from '@nx/devkit'
import { interruption } from '../../environment/interruption.js'
import { readRunEnvironment } from '../../environment/run-environment.js'
import { createImageRun } from '../../apply/create-image-run.js'
import type { ImageRun } from '../../apply/image-run.js'
import { readReceipt, writeReceipt } from '../../apply/receipts.js'
import { findModuleRoots, readModules, readSettings, type Workspace } from '../../workspace/read-workspace.js'
import { cachedRow, planRows, type ReportRow } from '../../report/report-rows.js'
import { reportFailure, reportRows } from '../../report/report-run.js'
import { buildOverrides, type ImageExecutorOptions, pushTags } from './options.js'
import { type ImageTask, runTasks, type TaskEnd } from './run-tasks.js'

type TaskResult = { success: boolean; terminalOutput: string; status: 'success' | 'failure' | 'skipped' }

/**
 * All `docker-build` and `docker-push` tasks of an nx run, in one process: one reading of the workspace, one question to the
 * engine, one registry session. Each task is still reported, cached and failed by itself.
 */
export async function* imageBatch(
  taskGraph: TaskGraph,
  options: Record<string, ImageExecutorOptions>,
  _overrides: unknown,
  context: ExecutorContext,
): AsyncGenerator<{ task: string; result: TaskResult }> {
  const environment = readRunEnvironment(process.env)
  const workspace = readTaskWorkspace(taskGraph, options, context)
  const tasks = planTasks(taskGraph, options, (own) => pushTags(own, environment, workspace.settings))
  const stop = interruption()
  const say = (line: string) => void process.stdout.write(`${line}\n`)
  const run = createImageRun(workspace, { env: process.env, environment, signal: stop.signal, say })
  const ends: TaskEnd[] = []
  try {
    for await (const end of runTasks(tasks, run)) {
      ends.push(end)
      if (end.kind === 'done') writeReceipt(context.root, end.receipt)
      if (end.kind === 'failed') reportFailure(end.error, { say, githubActions: environment.githubActions })
      yield { task: end.task.id, result: resultOf(end) }
    }
    reportRows([...planRows(ends), ...(await planCachedRows(taskGraph, context, run))], { say, environment })
  } finally {
    await run.close()
    stop.done()
  }
}

/** The same for one task in a process of its own, as under `--batch=false`. */
export async function imageTask(options: ImageExecutorOptions, context: ExecutorContext): Promise<{ success: boolean }> {
  const id = `${context.projectName ?? ''}:${context.targetName ?? ''}`
  const task = context.taskGraph?.tasks[id]
  if (!task) throw new Error(`Nx runs ${id}, which is not in its own task graph`)
  const graph = { roots: [id], tasks: { [id]: task }, dependencies: { [id]: [] }, continuousDependencies: { [id]: [] } }
  let success = true
  for await (const { result } of imageBatch(graph, { [id]: options }, {}, context)) success &&= result.success
  return { success }
}

/** Build options of the tasks at hand, which Nx has merged with the command line, win over those of project.json. */
function readTaskWorkspace(taskGraph: TaskGraph, options: Record<string, ImageExecutorOptions>, context: ExecutorContext): Workspace {
  const settings = readSettings(context.root)
  const overrides = new Map<string, object>()
  for (const { id, target } of Object.values(taskGraph.tasks)) {
    const own = options[id]
    const root = context.projectsConfigurations.projects[target.project]?.root
    if (own?.action === 'build' && root !== undefined) overrides.set(root, buildOverrides(own))
  }
  return readModules(context.root, settings, findModuleRoots(context.root, settings), overrides)
}

function planTasks(
  taskGraph: TaskGraph,
  options: Record<string, ImageExecutorOptions>,
  tagsOf: (own: ImageExecutorOptions) => readonly string[],
): ImageTask[] {
  return Object.values(taskGraph.tasks).map(({ id, target }) => {
    const own: ImageExecutorOptions = options[id] ?? { action: 'build' }
    const task = { id, module: target.project, dependencies: (taskGraph.dependencies[id] ?? []).map((dependency) => dependency.id) }
    return own.action === 'push' ? { ...task, action: 'push', tags: tagsOf(own) } : { ...task, action: 'build' }
  })
}

/** Builds of this nx run that are not among the tasks were hits in its cache; their receipts hold if the key is still the wanted one. */
async function planCachedRows(taskGraph: TaskGraph, context: ExecutorContext, run: ImageRun): Promise<ReportRow[]> {
  const here = new Set(Object.values(taskGraph.tasks).map(({ target }) => target.project))
  const builds = Object.values(context.taskGraph?.tasks ?? {}).filter(
    ({ target }) => target.target === run.workspace.settings.targets.build,
  )
  const elsewhere = builds.map(({ target }) => target.project).filter((project) => !here.has(project))
  const rows = elsewhere.map(async (project) => {
    const [receipt, wanted] = [readReceipt(context.root, project), await run.keyring.keyOf(project)]
    return receipt && wanted.kind === 'keyed' && receipt.key === wanted.key ? [cachedRow(receipt)] : []
  })
  return (await Promise.all(rows)).flat()
}

function resultOf(end: TaskEnd): TaskResult {
  const status = ({ done: 'success', inactive: 'success', failed: 'failure', skipped: 'skipped' } as const)[end.kind]
  return { success: status === 'success', terminalOutput: '', status }
}
