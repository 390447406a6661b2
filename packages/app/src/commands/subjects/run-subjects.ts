import { createContentKeys, openCommandWorkspace } from '@module-images/workspace'
import { listSubjects } from '../../report/list-subjects.js'
import type { CommandContext } from '../../session/command-context.js'

/** `subjects`: always 0. */
export async function runSubjects(context: CommandContext): Promise<number> {
  const subjects = await listSubjects(context.workspaceRoot, createContentKeys(await openCommandWorkspace(context)))
  if (subjects.length > 0) context.print(subjects.join('\n'))
  return 0
}
