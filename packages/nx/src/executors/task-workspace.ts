import type { ExecutorContext } from '@nx/devkit'
import {
  createWorkingTree,
  type ModuleDefinition,
  readNxWorkspace,
  type WorkingTreeOptions,
  type Workspace,
} from '@module-images/workspace'

/** The part of Nx's context that says what projects there are. */
export type NxContext = Pick<ExecutorContext, 'root' | 'projectsConfigurations'>

/** How a task's workspace is read. */
export interface TaskReading extends WorkingTreeOptions {
  /** What this run makes of a module's definition. */
  readonly judge?: (definition: ModuleDefinition) => ModuleDefinition
}

/** Reads the workspace of a task, as Nx has merged it for this run. */
export function readTaskWorkspace({ root, projectsConfigurations }: NxContext, { judge, ...options }: TaskReading = {}): Workspace {
  // Nx keeps them by name.
  const projects = Object.entries(projectsConfigurations.projects).map(([name, project]) => ({ ...project, name }))
  return readNxWorkspace(createWorkingTree(root, options), projects, judge)
}
