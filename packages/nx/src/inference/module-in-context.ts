import type { TargetConfiguration } from '@nx/devkit'
import type { ModuleIdentity } from '../workspace/read-module.js'
import type { Settings } from '../workspace/settings.js'

/** One entry of a target's `inputs`. */
export type InputDefinition = NonNullable<TargetConfiguration['inputs']>[number]

/** What a target's inference looks at. */
export interface ModuleInContext {
  readonly module: ModuleIdentity
  /** Inputs of the module's build. */
  readonly inputs: InputDefinition[]
  /** Inputs of the module's checks. */
  readonly checkInputs: InputDefinition[]
  readonly settings: Settings
}

/** Where a module's receipt lies, in Nx's terms. */
export const RECEIPT_OUTPUT = '{workspaceRoot}/dist/images/{projectName}.json'
