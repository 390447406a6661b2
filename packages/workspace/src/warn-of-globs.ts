import { type EmptyGlob, renderEmptyGlob, renderEmptyGlobFix } from '@module-images/core'
import { findEmptyGlobs } from './empty-globs.js'
import { findModuleFolders } from './find-modules.js'
import { type AskNx, openWorkspace, type Workspace } from './read-workspace.js'
import type { Settings } from './settings.js'
import { createWorkingTree } from './working-tree.js'

type Log = (line: string) => void

/**
 * Opens the workspace of a command, and says which `modules` globs find nothing, so that no command finds nothing without a word.
 *
 * @throws ModuleImagesError as `openWorkspace`
 */
export async function openCommandWorkspace({
  workspaceRoot,
  askNx,
  log,
}: {
  readonly workspaceRoot: string
  readonly askNx: AskNx
  readonly log: Log
}): Promise<Workspace> {
  const workspace = await openWorkspace(workspaceRoot, askNx)
  warnOfEmptyGlobs(workspace, log)
  return workspace
}

/** Says which `modules` globs find no module of this workspace. */
export function warnOfEmptyGlobs({ files, settings, modules, broken }: Workspace, log: Log): void {
  const roots = [...modules.values(), ...broken.values()].map(({ root }) => root)
  warn(findEmptyGlobs(files, settings, roots), log)
}

/** The same before Nx runs tasks, where no folder is a module at all: there is no task then that could say it. */
export function warnWithoutModules(workspaceRoot: string, settings: Settings, log: Log): void {
  const files = createWorkingTree(workspaceRoot)
  if (findModuleFolders(files, settings).roots.length === 0) warn(findEmptyGlobs(files, settings, []), log)
}

function warn(empty: readonly EmptyGlob[], log: Log): void {
  for (const glob of empty) log(`warning: ${renderEmptyGlob(glob)} ${renderEmptyGlobFix(glob)}`)
}
