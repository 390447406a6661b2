import type {
  Base,
  BaseLock,
  BuildInputs,
  BuildOptions,
  Dockerfile,
  EmptyGlob,
  IgnoreRules,
  ModuleImagesError,
  Reads,
  SourceInstruction,
} from '@module-images/core'
import type { Lockfile } from '@module-images/lockfiles'
import type { SecretInput } from './secret-input.js'
import type { StageBase } from './base-of-stage.js'
import type { ProgramCall } from './shell/program.js'
import type { RunStep } from './shell/run-step.js'

/** Who a module is. */
export interface CheckedModule {
  readonly name: string
  /** Posix path from the workspace root. */
  readonly root: string
  /** Repository below the registry prefix. */
  readonly image: string
  readonly active: boolean
}

/** All that rules about one module look at. Files are named from the workspace root. */
export interface ModuleCheckFacts {
  readonly module: CheckedModule
  /** The modules of the workspace that may get in its way: at least those whose image's name differs by the case of letters alone. */
  readonly modules: readonly CheckedModule[]
  /** Why the module cannot be built as it stands; then there is no `build`. */
  readonly error?: ModuleImagesError | undefined
  readonly build?: BuildCheckFacts | undefined
  /** Another module starts from its image, or copies from it. */
  readonly isBase: boolean
  readonly lockfiles: readonly Lockfile[]
  /** Texts of the files that were read, by path. */
  readonly texts: ReadonlyMap<string, string>
  readonly limits: CheckLimits
  /** As CITATION.cff or a README says. */
  readonly licence?: string | undefined
  /** ISO 8601. */
  readonly now: string
}

export interface CheckLimits {
  /** Days after which a locked base counts as old. */
  readonly lockAgeDays: number
}

/** What a module's build is made of. */
export interface BuildCheckFacts {
  /** The Dockerfile. */
  readonly file: string
  readonly dockerfile: Dockerfile
  readonly instructions: readonly SourceInstruction[]
  /** What RUN instructions run, those that cannot be understood left out. */
  readonly runs: readonly RunStep[]
  /** The programs these start, in order. */
  readonly calls: readonly ProgramCall[]
  /** Indexes of the stages whose layers are in the image: the target, and those it starts from. */
  readonly shipped: ReadonlySet<number>
  readonly reads: Reads
  readonly rules: IgnoreRules
  /** The ignore file in force. */
  readonly ignoreFile?: string | undefined
  readonly inputs: BuildInputs
  /** Bytes of the inputs, by their paths in the context. */
  readonly sizes: ReadonlyMap<string, number>
  /** Inputs, by their paths in the context, that a shell runs and whose lines end as on Windows. */
  readonly crlfScripts: readonly string[]
  readonly secrets: readonly SecretInput[]
  readonly bases: readonly Base[]
  /** By index of a stage, the base that it stands on. */
  readonly stageBases: readonly (StageBase | undefined)[]
  readonly lock: BaseLock
  /** Platforms each outside base must have. */
  readonly basePlatforms: ReadonlyMap<string, readonly string[]>
  readonly options: Pick<BuildOptions, 'buildArgs' | 'platforms' | 'labels' | 'target'>
}

/** All that rules about the workspace look at. */
export interface WorkspaceCheckFacts {
  readonly nxJson: { readonly file: string; readonly text: string; readonly value: unknown }
  /** Version of the nx that is installed, or that package.json asks for; none where neither says one. */
  readonly nx: { readonly version: string | undefined; readonly place: { readonly file: string; readonly line: number } }
  /** Names of the plugin's targets. */
  readonly targets: readonly string[]
  readonly modules: readonly CheckedModule[]
  /** The `modules` globs that find none of them. */
  readonly emptyGlobs: readonly EmptyGlob[]
  /** project.json of the modules that have one. */
  readonly projects: readonly { readonly file: string; readonly text: string; readonly value: unknown }[]
  /** Folders the modules globs match that hold no Dockerfile, with what lies in them. Below a module, only those with one by another name. */
  readonly withoutDockerfile: readonly { readonly root: string; readonly names: readonly string[]; readonly active: boolean }[]
  /** Dockerfiles not far below a module's folder, in folders that the modules globs neither match nor leave out. */
  readonly nestedDockerfiles: readonly { readonly file: string; readonly module: string }[]
  /** Links where the modules globs look for modules, which are left out. */
  readonly linkedFolders: readonly string[]
  /** Generated workflows that are not as they should be; none where no workflow is generated. */
  readonly workflows: readonly WorkflowState[]
}

/**
 * A file that `nx sync` writes and that is not there, is another, has no module any more, or lies where GitHub does not look; or one written by hand that is in
 * the way, or calls a workflow that is not there or cannot be called.
 */
export interface WorkflowState {
  /** Posix path from the workspace root. */
  readonly file: string
  readonly state: 'missing' | 'changed' | 'leftover' | 'misplaced' | 'foreign' | 'broken-call'
  /** From 1; where one line is meant. */
  readonly line?: number
  /** File of the workflow that a broken call names. */
  readonly called?: string
}
