import type { ExecutorContext } from '@nx/devkit'
import { type NxProject } from '../workspace/module-definition.js'
import { readNxWorkspace, type Workspace } from '../workspace/read-workspace.js'
import { createWorkingTree, type WorkingTreeOptions } from '../workspace/working-tree.js'

/** The part of Nx's context that says what projects there are. */
export type NxContext = Pick<ExecutorContext, 'root' | 'projectsConfigurations'>

/**
 * Reads the workspace of a task, as Nx has merged it for this run.
 *
 * @param overrides build options by project root that win over the definition: none that changes an image
 */
export function readTaskWorkspace(
  context: NxContext,
  overrides?: ReadonlyMap<string, object>,
  options: WorkingTreeOptions = {},
): Workspace {
  return readNxWorkspace(createWorkingTree(context.root, options), listProjects(context), overrides)
}

/** Nx keeps them by name. */
export function listProjects({ projectsConfigurations }: Pick<NxContext, 'projectsConfigurations'>): NxProject[] {
  return Object.entries(projectsConfigurations.projects).map(([name, project]) => ({ ...project, name }))
}
