import { randomUUID } from 'node:crypto'
import { createEngine } from '@module-images/engine'
import { findModuleRoots, readModules } from '../workspace/read-workspace.js'
import { parseSettings } from '../workspace/settings.js'
import { createWorkingTree } from '../workspace/working-tree.js'
import { readImageStates } from './image-states.js'

/** Puts the state of every module's image into the environment, where Nx looks for it when it hashes the tasks. */
export async function exportImageStates(workspaceRoot: string, options: unknown): Promise<void> {
  const settings = parseSettings(options)
  const files = createWorkingTree(workspaceRoot)
  const workspace = readModules(files, settings, findModuleRoots(files, settings))
  const engine = createEngine({ env: process.env })
  Object.assign(process.env, await readImageStates(workspace, engine, randomUUID()))
}
