import { ModuleImagesError } from '@module-images/core'
import type { WorkflowState } from '@module-images/check'
import type { Workspace } from '@module-images/workspace'
import { readSyncPlan, type WorkspaceSyncPlan } from './read-sync-plan.js'

/**
 * How generated files stand to what nx.json and the modules ask for; nothing where none is generated, or where what they shall be
 * cannot be told, which other rules then say why.
 */
export function readWorkflowStates(workspace: Workspace): WorkflowState[] {
  const plan = readPlan(workspace)
  if (plan === undefined || !plan.isInUse) return []
  const { folder } = plan
  const named = (state: WorkflowState['state'], names: Iterable<string>) =>
    [...names].map((name): WorkflowState => ({ file: `${folder}/${name}`, state }))
  return [
    ...named('missing', plan.missing.keys()),
    ...named('changed', plan.changed.keys()),
    ...named('leftover', plan.leftover),
    ...named(
      'foreign',
      plan.foreign.map(({ file }) => file),
    ),
    ...(plan.dependabot === undefined ? [] : [{ file: plan.dependabotFile, state: plan.dependabot.state }]),
    ...plan.brokenCalls.map(({ file, line, called }): WorkflowState => ({ file: `${folder}/${file}`, state: 'broken-call', line, called })),
    ...plan.misplaced.map((file): WorkflowState => ({ file, state: 'misplaced' })),
  ].sort((a, b) => (a.file < b.file ? -1 : 1))
}

function readPlan(workspace: Workspace): WorkspaceSyncPlan | undefined {
  try {
    return readSyncPlan(workspace)
  } catch (error) {
    if (error instanceof ModuleImagesError) return undefined
    throw error
  }
}
