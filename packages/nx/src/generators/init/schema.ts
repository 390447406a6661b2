/** Options of `nx g @module-images/nx:init`; Nx checks them against schemas/init-generator.json. */
export interface InitGeneratorOptions {
  /** Globs, separated by commas. */
  readonly modules?: string | undefined
  readonly registry?: string | undefined
  readonly skipInstall?: boolean | undefined
}
