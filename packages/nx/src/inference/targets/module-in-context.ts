import type { ModuleIdentity, Settings } from '@module-images/workspace'
import type { ModuleInputs } from './inputs.js'

/** What a target's inference looks at. */
export interface ModuleInContext {
  readonly module: ModuleIdentity
  readonly inputs: ModuleInputs
  readonly settings: Settings
}

/** Where a module's receipt lies, in Nx's terms. */
export const RECEIPT_OUTPUT = '{workspaceRoot}/dist/images/{projectName}.json'

/** None of the targets runs on. Nx assumes as much, but not before it has looked up the executor of each target of each project. */
export const CONTINUOUS = false
