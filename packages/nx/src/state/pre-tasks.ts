import { randomUUID } from 'node:crypto'
import { createEngine } from '@module-images/engine'
import { findModuleRoots, readModules } from '../workspace/read-workspace.js'
import { parseSettings } from '../workspace/settings.js'
import { createWorkingTree } from '../workspace/working-tree.js'
import { readImageStates, unknownImageStates } from './image-states.js'

/**
 * Puts the state of every module's image into the environment, where Nx looks for it when it hashes the tasks.
 *
 * @param unasked let no build be a hit, without asking the engine
 */
export async function exportImageStates(workspaceRoot: string, options: unknown, unasked: boolean): Promise<void> {
  const settings = parseSettings(options)
  const files = createWorkingTree(workspaceRoot)
  const workspace = readModules(files, settings, findModuleRoots(files, settings))
  const nonce = randomUUID()
  const states = unasked
    ? unknownImageStates(workspace, nonce)
    : await readImageStates(workspace, createEngine({ env: process.env }), nonce)
  Object.assign(process.env, states)
}
