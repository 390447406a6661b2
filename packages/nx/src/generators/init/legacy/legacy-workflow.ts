/** A module that a workflow of the old system names, and where. */
export interface Mention {
  /** A folder's path for a build context or a path filter, else the name of a folder. */
  readonly text: string
  /** From 1. */
  readonly line: number
}

/** `docker_{module}.yml`: tests and publishes the image of one module. */
export interface LegacyModuleWorkflow {
  readonly kind: 'module'
  /** Posix path from the workspace root. */
  readonly file: string
  /** The module its file name says. */
  readonly named: string
  /** False when neither pull requests nor pushes start it: those triggers are commented out or were never there. */
  readonly active: boolean
  /** Whether pushes start it. Without, it only test-builds. */
  readonly merges: boolean
  /** Where its triggers stand. */
  readonly triggersLine: number
  /** Build contexts of its test builds: `analyses/hello-R`. */
  readonly contexts: readonly Mention[]
  /** Modules it has published by the reusable workflow. */
  readonly publishes: readonly Mention[]
  /** Paths of files that start it. */
  readonly paths: readonly Mention[]
  readonly registries: readonly string[]
}

/** `docker_all-modules.yml`: builds the modules of a list kept by hand. */
export interface LegacyReleaseWorkflow {
  readonly kind: 'release'
  readonly file: string
  readonly modules: readonly Mention[]
  /** Where the list begins. */
  readonly listLine: number
  readonly registries: readonly string[]
}

/** `build-push-docker-module.yml`, which the others call. */
export interface LegacyReusableWorkflow {
  readonly kind: 'reusable'
  readonly file: string
  /** Host and prefix under which it publishes: `public.ecr.aws/openscpca`. */
  readonly registries: readonly string[]
}

/** A workflow that is not the old system's, or that cannot be read: it is left as it is. */
export interface ForeignWorkflow {
  readonly kind: 'foreign'
  readonly file: string
  /** A clause without a full stop. */
  readonly why: string
}

/** What a workflow file of the system before this one is. */
export type LegacyWorkflow = LegacyModuleWorkflow | LegacyReleaseWorkflow | LegacyReusableWorkflow | ForeignWorkflow
