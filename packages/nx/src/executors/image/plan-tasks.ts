import type { ExecutorContext, TaskGraph } from '@nx/devkit'
import type { RunEnvironment } from '../../environment/run-environment.js'
import { findModuleRoots, readModules, readSettings, type Workspace } from '../../workspace/read-workspace.js'
import { createWorkingTree } from '../../workspace/working-tree.js'
import { buildOverrides, type ImageExecutorOptions, pushTags } from './options.js'
import type { ImageTask } from './run-tasks.js'

/** Options of each task, by its id. */
export type TaskOptions = Readonly<Record<string, ImageExecutorOptions>>

/** Build options of the tasks at hand, which Nx has merged with the command line, win over those of project.json. */
export function readTaskWorkspace(taskGraph: TaskGraph, options: TaskOptions, context: ExecutorContext): Workspace {
  const files = createWorkingTree(context.root)
  const settings = readSettings(files)
  const overrides = new Map<string, object>()
  for (const { id, target } of Object.values(taskGraph.tasks)) {
    const own = options[id]
    const root = context.projectsConfigurations.projects[target.project]?.root
    if (own?.action === 'build' && root !== undefined) overrides.set(root, buildOverrides(own))
  }
  return readModules(files, settings, findModuleRoots(files, settings), overrides)
}

/** Nx's tasks as ours; `workspace` and `environment` give the tags that options leave out. */
export function planTasks(taskGraph: TaskGraph, options: TaskOptions, { settings }: Workspace, environment: RunEnvironment): ImageTask[] {
  const tasks = Object.values(taskGraph.tasks)
  const published = new Set(tasks.flatMap(({ id, target }) => (options[id]?.action === 'push' ? [target.project] : [])))
  return tasks.map(({ id, target }) => {
    const own: ImageExecutorOptions = options[id] ?? { action: 'build' }
    const task = { id, module: target.project, dependencies: (taskGraph.dependencies[id] ?? []).map((dependency) => dependency.id) }
    if (own.action === 'build') return { ...task, action: 'build', published: published.has(target.project) }
    return { ...task, action: 'push', tags: pushTags(own, environment, settings), prune: own.prune ?? settings.prune }
  })
}
