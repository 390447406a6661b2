import { groupBy, sortPushTags } from '@module-images/core'
import type { TaskGraph } from '@nx/devkit'
import { type ImageTask, nameRegistry, type PushEnvironment, requirePermission, type RunEnvironment, wantedTags } from '@module-images/app'
import type { ModuleDefinition, Workspace } from '@module-images/workspace'
import { type NxContext, readTaskWorkspace } from '../task-workspace.js'
import { type ImageExecutorOptions, runOverrides } from './options.js'
import { findBuildOption, findOtherImage } from './refuse-options.js'

/** Options of each task, by its id. */
export type TaskOptions = Readonly<Record<string, ImageExecutorOptions>>

/**
 * The workspace of a batch. Options that do not change an image may come from anywhere; what does comes from the definition alone: a
 * module that is given another has a fault in this run, with the error `option-changes-image` or `option-of-build`.
 */
export function readBatchWorkspace(taskGraph: TaskGraph, options: TaskOptions, context: NxContext): Workspace {
  const tasks = Object.values(taskGraph.tasks).map(({ id, target }) => ({
    id,
    project: target.project,
    options: options[id] ?? { action: 'build' },
  }))
  const builds = new Map(tasks.flatMap((task) => (task.options.action === 'build' ? [[task.project, task.options] as const] : [])))
  const byProject = groupBy(tasks, ({ project }) => project)
  const judge = (definition: ModuleDefinition): ModuleDefinition => {
    const build = builds.get(definition.name)
    const faults = (byProject.get(definition.name) ?? []).map((task) =>
      task.options.action === 'build' ? findOtherImage(task, definition) : findBuildOption(task, build, definition),
    )
    const fault = definition.fault ?? faults.find((error) => error !== undefined)
    return { ...definition, options: { ...definition.options, ...(build && runOverrides(build)) }, ...(fault && { fault }) }
  }
  // What is pushed is compared with the commit.
  return readTaskWorkspace(context, { judge, blobs: tasks.some((task) => task.options.action === 'push') })
}

/** What environments say that options leave out. */
export interface TaskEnvironment {
  readonly run: RunEnvironment
  readonly push: PushEnvironment
}

/** Nx's tasks as image tasks; `workspace` and the environment give what options leave out. */
export function planTasks(taskGraph: TaskGraph, options: TaskOptions, { settings }: Workspace, environment: TaskEnvironment): ImageTask[] {
  const tasks = Object.values(taskGraph.tasks)
  const optionsOf = (id: string): ImageExecutorOptions => options[id] ?? { action: 'build' }
  const tagsOf = (own: ImageExecutorOptions) => sortPushTags(wantedTags(own.tags, environment.run, settings), settings.movableTags)
  const pushed = new Map(
    tasks.flatMap(({ id, target }) => (optionsOf(id).action === 'push' ? [[target.project, optionsOf(id)] as const] : [])),
  )
  return tasks.map(({ id, target }) => {
    const own = optionsOf(id)
    const task = { id, module: target.project, dependencies: (taskGraph.dependencies[id] ?? []).map((dependency) => dependency.id) }
    if (own.action === 'build') {
      const push = pushed.get(target.project)
      return { ...task, action: 'build', ...(push ? { published: true, tags: tagsOf(push) } : { published: false }) }
    }
    const moveTags = own.moveTags ?? environment.push.moveTags
    return { ...task, action: 'push', tags: tagsOf(own), moveTags, prune: own.prune ?? settings.prune }
  })
}

/**
 * To be called before anything is built or signed in to: a run that may not push fails as a whole, since what it would build is only
 * for the push.
 *
 * @throws ModuleImagesError `push-from-pull-request`, `push-not-allowed`
 */
export function refuseForbiddenPushes(options: TaskOptions, { settings }: Workspace, { run, push }: TaskEnvironment): void {
  const pushes = Object.values(options).filter(({ action }) => action === 'push')
  if (pushes.length === 0) return
  const asked = pushes.every(({ allowPush }) => allowPush === true)
  requirePermission(nameRegistry(run, settings), { run, push }, { asked })
}
