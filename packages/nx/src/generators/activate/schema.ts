/** Options of `nx g @module-images/nx:activate`; Nx checks them against schemas/activate-generator.json. */
export interface ActivateGeneratorOptions {
  /** Name of the module, or its folder. */
  readonly name: string
  readonly deactivate?: boolean | undefined
}
