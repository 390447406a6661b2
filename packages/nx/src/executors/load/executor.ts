import type { ExecutorContext, TaskGraph } from '@nx/devkit'
import pLimit from 'p-limit'
import * as v from 'valibot'
import { type OpenSession, loadImage, reportFailure, resolveTarget } from '@module-images/app'
import { skipsInactive, projectOf, runImageWork } from '../container-task.js'
import { parseTaskOptions, parseBatchTasks } from '../task-options.js'

/** `platform`: of the image, the engine's own by default. Mirrors load.json. */
export const loadOptionsSchema = v.looseObject({ platform: v.optional(v.string()) })

export type LoadExecutorOptions = v.InferInput<typeof loadOptionsSchema>

type TaskResult = { success: boolean; terminalOutput: string }

/** Pulls at the same time: one already fills most lines. */
const PULLS_AT_ONCE = 3

/** Loads the image of this checkout into the engine and prints its reference. */
export async function loadTask(options: LoadExecutorOptions, context: ExecutorContext): Promise<{ success: boolean }> {
  return runImageWork(context, async (session) =>
    load(session, projectOf(context), parseTaskOptions(loadOptionsSchema, options, context.targetName ?? 'docker-load')),
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
  await runImageWork(context, async (session) => {
    const tasks = parseBatchTasks(loadOptionsSchema, taskGraph, options)
    await Promise.all(tasks.map((task) => pulls(async () => results.set(task.id, await loadOrReport(session, task.project, task.options)))))
    return true
  })
  return Object.fromEntries(Object.keys(taskGraph.tasks).map((id) => [id, { success: results.get(id) === true, terminalOutput: '' }]))
}

async function load(session: OpenSession, name: string, { platform }: LoadExecutorOptions): Promise<boolean> {
  if (skipsInactive(session, name)) return true
  const { name: image } = await loadImage(session, await resolveTarget(session, name), platform)
  session.log(`${name}  in the engine as ${image}`)
  return true
}

async function loadOrReport(session: OpenSession, name: string, options: LoadExecutorOptions): Promise<boolean> {
  try {
    return await load(session, name, options)
  } catch (error) {
    reportFailure(error, { log: session.log, githubActions: process.env['GITHUB_ACTIONS'] === 'true', root: session.workspace.root })
    return false
  }
}
