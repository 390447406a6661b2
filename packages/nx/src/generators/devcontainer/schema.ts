/** Options of `nx g @module-images/nx:devcontainer`; Nx checks them against schemas/devcontainer-generator.json. */
export interface DevcontainerGeneratorOptions {
  /** Name of the module, or its folder. */
  readonly name: string
}
