import type { ModuleFlags } from './scaffold/module-traits.js'

/** Options of `nx g @module-images/nx:module`; Nx checks them against schemas/module-generator.json. */
export interface ModuleGeneratorOptions extends ModuleFlags {
  readonly name: string
  readonly directory?: string | undefined
}
