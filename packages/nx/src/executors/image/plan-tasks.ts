import { planPushPermission, sortPushTags } from '@module-images/core'
import { isLoopbackHost } from '@module-images/registry'
import type { ExecutorContext, TaskGraph } from '@nx/devkit'
import { nameRegistry, wantedTags } from '../../environment/destination.js'
import type { PushEnvironment } from '../../environment/push-environment.js'
import type { RunEnvironment } from '../../environment/run-environment.js'
import { findModuleRoots, readModules, readSettings, type Workspace } from '../../workspace/read-workspace.js'
import { createWorkingTree } from '../../workspace/working-tree.js'
import { buildOverrides, type ImageExecutorOptions } from './options.js'
import type { ImageTask } from './run-tasks.js'

/** Options of each task, by its id. */
export type TaskOptions = Readonly<Record<string, ImageExecutorOptions>>

/** Build options of the tasks at hand, which Nx has merged with the command line, win over those of project.json. */
export function readTaskWorkspace(taskGraph: TaskGraph, options: TaskOptions, context: ExecutorContext): Workspace {
  // What is pushed is compared with the commit.
  const files = createWorkingTree(context.root, { blobs: Object.values(options).some(({ action }) => action === 'push') })
  const settings = readSettings(files)
  const overrides = new Map<string, object>()
  for (const { id, target } of Object.values(taskGraph.tasks)) {
    const own = options[id]
    const root = context.projectsConfigurations.projects[target.project]?.root
    if (own?.action === 'build' && root !== undefined) overrides.set(root, buildOverrides(own))
  }
  return readModules(files, settings, findModuleRoots(files, settings), overrides)
}

/** What environments say that options leave out. */
export interface TaskEnvironment {
  readonly run: RunEnvironment
  readonly push: PushEnvironment
}

/** Nx's tasks as ours; `workspace` and the environment give what options leave out. */
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
  const { prefix, host } = nameRegistry(run, settings)
  const permission = planPushPermission({
    ci: run.ci,
    pullRequest: push.pullRequest,
    registry: prefix,
    isLocal: isLoopbackHost(host),
    allowed: push.allowPush || pushes.every(({ allowPush }) => allowPush === true),
  })
  if (permission.kind === 'refused') throw permission.error
}
