import type { ExecutorContext, TaskGraph } from '@nx/devkit'
import {
  openSession,
  interruption,
  planRows,
  prepareReceipts,
  readPushEnvironment,
  readRunEnvironment,
  reportFailure,
  reportRows,
  runTasks,
  type TaskOutcome,
  writeLog,
} from '@module-images/app'
import { createWorkingTree, readSettings, warnOfEmptyGlobs } from '@module-images/workspace'
import { readGeneratingTasks } from './read-generating-tasks.js'
import { readBuiltKeys } from '../built-keys.js'
import { parseBatchTasks } from '../task-options.js'
import { type ImageExecutorOptions, imageOptionsSchema } from './options.js'
import { planTasks, readBatchWorkspace, refuseForbiddenPushes, type TaskOptions } from './plan-tasks.js'

type TaskResult = { success: boolean; terminalOutput: string; status: 'success' | 'failure' | 'skipped' }

const FAILURE: TaskResult = { success: false, terminalOutput: '', status: 'failure' }

/**
 * All `docker-build` and `docker-push` tasks of an nx run, in one process: one reading of the workspace, one question to the
 * engine, one registry session. Each task is still reported, cached and failed by itself.
 */
export async function* imageBatch(
  taskGraph: TaskGraph,
  options: TaskOptions,
  _overrides: unknown,
  context: ExecutorContext,
): AsyncGenerator<{ task: string; result: TaskResult }> {
  yield* runShowingFailure(taskGraph, options, context, warnOfEmptyGlobs)
}

/** @param warn says once for a run what is the matter with the workspace */
async function* runShowingFailure(taskGraph: TaskGraph, options: TaskOptions, context: ExecutorContext, warn: typeof warnOfEmptyGlobs) {
  const stop = interruption()
  try {
    yield* runBatch(taskGraph, options, context, { signal: stop.signal, warn })
  } catch (error) {
    // What keeps the run from beginning, such as a variable that is no registry, fails every task and is said once.
    reportFailure(error, { log: writeLog, githubActions: process.env['GITHUB_ACTIONS'] === 'true', root: context.root })
    for (const task of Object.keys(taskGraph.tasks)) yield { task, result: FAILURE }
  } finally {
    stop.done()
  }
}

interface BatchParts {
  readonly signal: AbortSignal
  readonly warn: typeof warnOfEmptyGlobs
}

async function* runBatch(taskGraph: TaskGraph, given: TaskOptions, context: ExecutorContext, { signal, warn }: BatchParts) {
  const { build } = readSettings(createWorkingTree(context.root)).targets
  const builtKeys = readBuiltKeys(context, build, new Set(Object.keys(taskGraph.tasks)))
  // Before all else, since whatever keeps the run from beginning fails its modules as well.
  prepareReceipts(
    context.root,
    Object.values(taskGraph.tasks).map(({ target }) => target.project),
  )
  const checked = parseBatchTasks(imageOptionsSchema, taskGraph, given)
  const options: TaskOptions = Object.fromEntries(checked.map((task) => [task.id, task.options]))
  const environment = readRunEnvironment(process.env)
  const workspace = readBatchWorkspace(taskGraph, options, context)
  warn(workspace, writeLog)
  const taskEnvironment = { run: environment, push: readPushEnvironment(process.env) }
  refuseForbiddenPushes(options, workspace, taskEnvironment)
  const tasks = planTasks(taskGraph, options, workspace, taskEnvironment)
  const generatingTasks = readGeneratingTasks(context, workspace.settings.targets.build)
  const run = openSession(workspace, { env: process.env, environment, signal, log: writeLog, generatingTasks, builtKeys })
  const ends: TaskOutcome[] = []
  try {
    for await (const end of runTasks(tasks, run)) {
      ends.push(end)
      if (end.kind === 'failed') reportFailure(end.error, { log: writeLog, githubActions: environment.githubActions, root: context.root })
      yield { task: end.task.id, result: resultOf(end) }
    }
    reportRows(planRows(ends), { log: writeLog, environment })
  } finally {
    await run.close()
  }
}

/** The same for one task in a process of its own, as under `--batch=false`. @throws Error where Nx runs a task that its own graph lacks */
export async function imageTask(options: ImageExecutorOptions, context: ExecutorContext): Promise<{ success: boolean }> {
  const { projectName, targetName, configurationName } = context
  const named = Object.values(context.taskGraph?.tasks ?? {}).filter(
    ({ target }) => target.project === projectName && target.target === targetName,
  )
  const task = named.find(({ target }) => target.configuration === configurationName) ?? named[0]
  if (!task) throw new Error(`Nx runs ${projectName}:${targetName}, which is not in its own task graph`)
  const { id } = task
  const graph = { roots: [id], tasks: { [id]: task }, dependencies: { [id]: [] }, continuousDependencies: { [id]: [] } }
  let success = true
  // Warnings of the workspace would be said once for each task.
  for await (const { result } of runShowingFailure(graph, { [id]: options }, context, () => undefined)) success &&= result.success
  return { success }
}

function resultOf(end: TaskOutcome): TaskResult {
  const status = ({ done: 'success', inactive: 'success', failed: 'failure', skipped: 'skipped' } as const)[end.kind]
  return { success: status === 'success', terminalOutput: '', status }
}
