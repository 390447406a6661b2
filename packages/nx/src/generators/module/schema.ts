import type { ModuleFlags } from './scaffold/module-traits.js'

/** Options of `nx g @module-images/nx:module`; Nx checks them against schemas/module-generator.json. */
export interface ModuleGeneratorOptions extends ModuleFlags {
  readonly name: string
  readonly directory?: string | undefined
  /** Variables that the image sets, `NAME=VALUE`; the schema takes values alone that a Dockerfile takes as they are. */
  readonly env?: readonly string[] | undefined
}
