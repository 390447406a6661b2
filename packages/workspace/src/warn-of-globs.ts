import { type EmptyGlob, renderEmptyGlob, renderEmptyGlobHint } from '@module-images/core'
import { findEmptyGlobs } from './empty-globs.js'
import { findModuleFolders } from './find-modules.js'
import { type AskNx, openWorkspace, type Workspace } from './read-workspace.js'
import type { Settings } from './settings.js'
import { createWorkingTree } from './working-tree.js'

type Say = (line: string) => void

/**
 * Opens the workspace of a command, and says which `modules` globs find nothing, so that no command finds nothing without a word.
 *
 * @throws ModuleImagesError as `openWorkspace`
 */
export async function openCommandWorkspace({
  workspaceRoot,
  askNx,
  say,
}: {
  readonly workspaceRoot: string
  readonly askNx: AskNx
  readonly say: Say
}): Promise<Workspace> {
  const workspace = await openWorkspace(workspaceRoot, askNx)
  warnOfEmptyGlobs(workspace, say)
  return workspace
}

/** Says which `modules` globs find no module of this workspace. */
export function warnOfEmptyGlobs({ files, settings, modules, broken }: Workspace, say: Say): void {
  const roots = [...modules.values(), ...broken.values()].map(({ root }) => root)
  warn(findEmptyGlobs(files, settings, roots), say)
}

/** The same before Nx runs tasks, where no folder is a module at all: there is no task then that could say it. */
export function warnWithoutModules(workspaceRoot: string, settings: Settings, say: Say): void {
  const files = createWorkingTree(workspaceRoot)
  if (findModuleFolders(files, settings).roots.length === 0) warn(findEmptyGlobs(files, settings, []), say)
}

function warn(empty: readonly EmptyGlob[], say: Say): void {
  for (const glob of empty) say(`warning: ${renderEmptyGlob(glob)} ${renderEmptyGlobHint(glob)}`)
}
