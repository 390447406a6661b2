/** Options of `nx g @module-images/nx:init`; Nx checks them against schemas/init-generator.json. */
export interface InitGeneratorOptions {
  /** Globs, separated by commas. */
  readonly modules?: string | undefined
  readonly registry?: string | undefined
  /** SPDX expression of the licence that images are labelled with. */
  readonly license?: string | undefined
  readonly activation?: 'opt-in' | 'opt-out' | undefined
  /** For a tarball of the package, posix from the workspace root. */
  readonly packageFolder?: string | undefined
  /** Locks the bases of all modules at the end. */
  readonly lock?: boolean | undefined
  readonly skipInstall?: boolean | undefined
}
