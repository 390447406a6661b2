import type { ExecutorContext, TaskGraph } from '@nx/devkit'
import pLimit from 'p-limit'
import * as v from 'valibot'
import { type Session, loadImage, reportFailure, resolveTarget } from '@module-images/app'
import { skipsInactive, projectOf, runImageWork } from '../container-task.js'
import { parseTaskOptions, parseBatchTasks } from '../task-options.js'

/** `platform`: of the image, the engine's own by default. Mirrors load.json. */
export const loadOptionsSchema = v.looseObject({ platform: v.optional(v.string()) })

export type LoadExecutorOptions = v.InferInput<typeof loadOptionsSchema>

type TaskResult = { success: boolean; terminalOutput: string }

/** Pulls at the same time: one already fills most lines. */
const PULLS_AT_ONCE = 3

/** Makes sure that the engine has the image of this checkout, and says its name. */
export async function loadTask(options: LoadExecutorOptions, context: ExecutorContext): Promise<{ success: boolean }> {
  return runImageWork(context, async (run) =>
    load(run, projectOf(context), parseTaskOptions(loadOptionsSchema, options, context.targetName ?? 'docker-load')),
  )
}

/** All `docker-load` tasks of an nx run in one process. Each still ends by itself. */
export async function loadBatch(
  taskGraph: TaskGraph,
  options: Readonly<Record<string, LoadExecutorOptions>>,
  _overrides: unknown,
  context: ExecutorContext,
): Promise<Record<string, TaskResult>> {
  const results = new Map<string, boolean>()
  const pulls = pLimit(PULLS_AT_ONCE)
  await runImageWork(context, async (run) => {
    const tasks = parseBatchTasks(loadOptionsSchema, taskGraph, options)
    await Promise.all(tasks.map((task) => pulls(async () => results.set(task.id, await loadOrReport(run, task.project, task.options)))))
    return true
  })
  return Object.fromEntries(Object.keys(taskGraph.tasks).map((id) => [id, { success: results.get(id) === true, terminalOutput: '' }]))
}

async function load(run: Session, name: string, { platform }: LoadExecutorOptions): Promise<boolean> {
  if (skipsInactive(run, name)) return true
  const { name: image } = await loadImage(run, await resolveTarget(run, name), platform)
  run.log(`${name}  in the engine as ${image}`)
  return true
}

async function loadOrReport(run: Session, name: string, options: LoadExecutorOptions): Promise<boolean> {
  try {
    return await load(run, name, options)
  } catch (error) {
    reportFailure(error, { log: run.log, githubActions: process.env['GITHUB_ACTIONS'] === 'true', root: run.workspace.root })
    return false
  }
}
