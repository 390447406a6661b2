import { ModuleImagesError } from '@module-images/core'
import type { AskNx } from '@module-images/workspace'

/**
 * Lets Nx read the workspace, which takes it a second or more; with its daemon, less.
 *
 * @param workspaceRoot native absolute path
 * @throws ModuleImagesError `nx-graph-failed` with what Nx says
 */
export const askNx: AskNx = async (workspaceRoot) => {
  const { createProjectGraphAsync, workspaceRoot: found } = await import('@nx/devkit').catch(rejectMissingNx)
  if (found !== workspaceRoot) throw graphFailed(new Error(`Nx takes ${found} for the workspace.`))
  try {
    const { nodes } = await createProjectGraphAsync({ exitOnError: false })
    return Object.values(nodes).map(({ name, data }) => ({ ...data, name }))
  } catch (error) {
    throw graphFailed(error)
  }
}

/** As in the image of the command, which has no Nx. */
function rejectMissingNx(cause: unknown): never {
  throw new ModuleImagesError({
    code: 'nx-graph-failed',
    kind: 'input',
    message: 'Only Nx can read the configuration of this workspace, and it is not installed here.',
    fix: 'Install @module-images/nx and nx in the workspace, and use its command there.',
    cause,
  })
}

function graphFailed(cause: unknown): ModuleImagesError {
  return new ModuleImagesError({
    code: 'nx-graph-failed',
    kind: 'input',
    message: `Nx cannot read this workspace: ${cause instanceof Error ? cause.message : String(cause)}`,
    fix: 'What it says in full: npx nx show projects',
    cause,
  })
}
