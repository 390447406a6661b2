import type { ExecutorContext, TaskGraph } from '@nx/devkit'
import pLimit from 'p-limit'
import * as v from 'valibot'
import { type OpenSession, loadImage, resolveTarget } from '@module-images/app'
import { skipsInactive, projectOf, runImageWork, withSession } from '../container-task.js'
import { failedResult, failedResults, readTaskOutput, type TaskOutput, type TaskResult } from '../task-output.js'
import { type BatchTask, parseTaskOptions, parseBatchTasks } from '../task-options.js'

/** `platform`: of the image, the engine's own by default. Mirrors load.json. */
export const loadOptionsSchema = v.looseObject({ platform: v.optional(v.string()) })

export type LoadExecutorOptions = v.InferInput<typeof loadOptionsSchema>

/** Pulls at the same time: one already fills most lines. */
const PULLS_AT_ONCE = 3

/** Loads the image of this checkout into the engine and prints its reference. */
export async function loadTask(options: LoadExecutorOptions, context: ExecutorContext): Promise<{ success: boolean }> {
  return runImageWork(context, async (session) =>
    load(session, projectOf(context), parseTaskOptions(loadOptionsSchema, options, context.targetName ?? 'docker-load')),
  )
}

/** All `docker-load` tasks of an nx run in one process. Each still ends by itself. */
export async function* loadBatch(
  taskGraph: TaskGraph,
  options: Readonly<Record<string, LoadExecutorOptions>>,
  _overrides: unknown,
  context: ExecutorContext,
): AsyncGenerator<{ task: string; result: TaskResult }> {
  const output = readTaskOutput(process.env, { batch: true })
  const pulls = pLimit(PULLS_AT_ONCE)
  try {
    yield* await withSession(context, output, async (session) => {
      const tasks = parseBatchTasks(loadOptionsSchema, taskGraph, options)
      return Promise.all(tasks.map(async (task) => pulls(async () => ({ task: task.id, result: await loadOrFail(session, task, output) }))))
    })
  } catch (error) {
    yield* failedResults(Object.keys(taskGraph.tasks), error, { root: context.root, style: output.style })
  }
}

async function load(session: OpenSession, name: string, { platform }: LoadExecutorOptions): Promise<boolean> {
  if (skipsInactive(session, name)) return true
  const { name: image } = await loadImage(session, await resolveTarget(session, name), platform)
  session.log(`${name}  in the engine as ${image}`)
  return true
}

async function loadOrFail(session: OpenSession, task: BatchTask<LoadExecutorOptions>, { style }: TaskOutput): Promise<TaskResult> {
  try {
    await load(session, task.project, task.options)
    return { success: true, terminalOutput: '', status: 'success' }
  } catch (error) {
    return failedResult(error, { root: session.workspace.root, style })
  }
}
