import type { ExecutorContext, TaskGraph } from '@nx/devkit'
import {
  openSession,
  interruption,
  prepareReceipts,
  readPushEnvironment,
  readRunEnvironment,
  runTasks,
  writeStyledLog,
} from '@module-images/app'
import { createWorkingTree, readSettings, warnOfEmptyGlobs } from '@module-images/workspace'
import { readGeneratingTasks } from './read-generating-tasks.js'
import { readBuiltKeys } from '../built-keys.js'
import { failedResults, readTaskOutput, type TaskOutput, type TaskResult } from '../task-output.js'
import { parseBatchTasks } from '../task-options.js'
import { type ImageExecutorOptions, imageOptionsSchema } from './options.js'
import { planTasks, readBatchWorkspace, refuseForbiddenPushes, type TaskOptions } from './plan-tasks.js'
import { createRunReporter } from './run-reporter.js'

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
  const output = readTaskOutput(process.env, { batch: true })
  yield* runShowingFailure(taskGraph, options, context, { output, warn: warnOfEmptyGlobs })
}

/** How a batch is told of. */
interface BatchOutput {
  readonly output: TaskOutput
  /** Says once for a run what is the matter with the workspace. */
  readonly warn: typeof warnOfEmptyGlobs
}

async function* runShowingFailure(taskGraph: TaskGraph, options: TaskOptions, context: ExecutorContext, batch: BatchOutput) {
  const stop = interruption()
  try {
    yield* runBatch(taskGraph, options, context, { ...batch, signal: stop.signal })
  } catch (error) {
    // What keeps the run from beginning, such as a variable that is no registry, fails every task.
    yield* failedResults(Object.keys(taskGraph.tasks), error, { root: context.root, style: batch.output.style })
  } finally {
    stop.done()
  }
}

interface BatchParts extends BatchOutput {
  readonly signal: AbortSignal
}

async function* runBatch(taskGraph: TaskGraph, given: TaskOptions, context: ExecutorContext, { signal, warn, output }: BatchParts) {
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
  warn(workspace, output.log)
  const taskEnvironment = { run: environment, push: readPushEnvironment(process.env) }
  refuseForbiddenPushes(options, workspace, taskEnvironment)
  const tasks = planTasks(taskGraph, options, workspace, taskEnvironment)
  const generatingTasks = readGeneratingTasks(context, workspace.settings.targets.build)
  const told = { log: output.log, status: output.status, verbose: output.verbose, width: output.style.width }
  const run = openSession(workspace, { env: process.env, environment, signal, generatingTasks, builtKeys, ...told })
  const reporter = createRunReporter({ root: context.root, output })
  try {
    for await (const end of runTasks(tasks, run)) {
      // Nx writes its own line next.
      output.status?.(undefined)
      yield { task: end.task.id, result: reporter.end(end) }
    }
    run.activities.close()
    reporter.finish(environment)
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
  const output = readTaskOutput(process.env, { batch: false })
  // Warnings of the workspace would be said once for each task.
  for await (const { result } of runShowingFailure(graph, { [id]: options }, context, { output, warn: () => undefined })) {
    // What a process of its own prints is its output.
    if (result.status === 'failure') writeStyledLog(`\n${result.terminalOutput}`)
    success &&= result.success
  }
  return { success }
}
