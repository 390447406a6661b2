import type { FileSource } from '../file-source.js'
import { checkNxJson } from '../nx-json.js'
import { readWithoutNx, readWorkspaceFrom, type Workspace } from '../read-workspace.js'
import type { Settings } from '../settings.js'
import { createWorkingTree } from '../working-tree.js'

/** A workspace of a test, whose modules nothing but their own files and nx.json define. */
export function readWorkspace(root: string): Workspace {
  return readWorkspaceFrom(createWorkingTree(root))
}

/** The same of these modules, in this order, without an nx.json. */
export function readPlainModules(files: FileSource, settings: Settings, roots: readonly string[]): Workspace {
  return readWithoutNx(files, checkNxJson({}), settings, roots).workspace
}

/** For a workspace that its files alone define. */
export const askNobody = (): Promise<never> => Promise.reject(new Error('Nx was asked, though files say all.'))
