import {
  BASE_LOCK_FILE,
  type BaseLock,
  type BuildOptions,
  type DeclaredProxy,
  type Dockerfile,
  leftTriggers,
  ModuleImagesError,
  NO_BASE_LOCK,
  parseBaseLock,
  parseDockerfile,
  planReads,
  readDeclaredProxies,
  renderIssues,
  selectLockfiles,
  type Reads,
  pathIn,
} from '@module-images/core'
import * as v from 'valibot'
import { basePlatforms } from './base-platforms.js'
import { BUILD_OPTION_NAMES, parseBuildOptions } from './build-options.js'
import type { FileSource, FolderEntry } from './file-source.js'
import { type ModuleFolder, readModuleFolder } from './module-files.js'
import { type IgnoreFile, readIgnoreFile } from './read-ignore-file.js'
import type { ModuleDefinition } from './module-definition.js'
import type { Settings } from './settings.js'

/** Name of the file that makes a folder a module. */
export const DOCKERFILE = 'Dockerfile'

/** What can be said of a module whatever the state of its Dockerfile. */
export interface ModuleIdentity {
  /** Name of the Nx project. */
  readonly name: string
  /** Posix path from the workspace root. */
  readonly root: string
  /** Repository below the registry prefix. */
  readonly image: string
  readonly active: boolean
}

/** A module read from its own folder alone, before the others are known. */
export interface ModuleDraft extends ModuleIdentity, IgnoreFile {
  readonly kind: 'module'
  readonly options: BuildOptions
  readonly reads: Reads
  /** What lies directly in the folder. */
  readonly entries: readonly FolderEntry[]
  /** ONBUILD triggers that builds on its image run. */
  readonly triggers: readonly string[]
  readonly dockerfile: Dockerfile
  /** What it was read from. */
  readonly dockerfileText: string
  /** Proxy arguments whose value would be in the image's history. */
  readonly declaredProxies: readonly DeclaredProxy[]
  /** Known lockfiles that lie in the folder. */
  readonly lockfiles: readonly string[]
  /** Pinned bases and epoch; {@link NO_BASE_LOCK} where there is no file. */
  readonly lock: BaseLock
  /** Platforms each outside base must have, by its text. */
  readonly basePlatforms: ReadonlyMap<string, readonly string[]>
}

/** A module that cannot be built as it stands; its targets say why. */
export interface BrokenModule extends ModuleIdentity {
  readonly kind: 'broken'
  readonly error: ModuleImagesError
}

/** A module before its files are read. */
export interface DefinedModule {
  readonly definition: ModuleDefinition
  /** Its folder, where it was opened before. */
  readonly folder?: ModuleFolder | undefined
}

/**
 * Reads one module: ignore file and Dockerfile, in that order, and all else that is in its folder. Never throws for what the module's
 * author wrote; that comes back as `broken`.
 */
export function readModule(files: FileSource, { definition, folder }: DefinedModule, settings: Settings): ModuleDraft | BrokenModule {
  const { name, root, active, fault, options } = definition
  const identity = { name, root, image: imageOf(definition), active }
  try {
    if (fault !== undefined) throw fault
    const opened = folder ?? readModuleFolder(files, root)
    return readNamedModule(opened, identity, checkOptions(options, settings, definition))
  } catch (error) {
    return { kind: 'broken', ...identity, error: asModuleError(error, root) }
  }
}

/** The image as the options name it, however broken the rest of the module is: whoever stands on it is to know it by that. */
function imageOf({ name, options: { image } }: ModuleDefinition): string {
  return typeof image === 'string' && image !== '' ? image : imageName(name)
}

function readNamedModule(folder: ModuleFolder, identity: ModuleIdentity, options: BuildOptions): ModuleDraft {
  const ignore = readIgnoreFile(folder, DOCKERFILE)
  const dockerfileText = folder.readText(DOCKERFILE)
  const dockerfile = parseDockerfile(dockerfileText, pathIn(folder.root, DOCKERFILE))
  const { buildArgs, target, platforms } = options
  const reads = planReads(dockerfile, { buildArgs, platforms, ...(target === undefined ? {} : { target }) })
  const lockfiles = selectLockfiles(folder.entries.map(({ name }) => name)).filter((name) => folder.lookup.kindOf(name))
  return {
    kind: 'module',
    ...identity,
    options,
    reads,
    ...ignore,
    entries: folder.entries,
    triggers: leftTriggers(dockerfile, target),
    dockerfile,
    dockerfileText,
    declaredProxies: readDeclaredProxies(dockerfile, target),
    lockfiles,
    lock: readBaseLock(folder),
    basePlatforms: basePlatforms(dockerfile, options, reads),
  }
}

/** A scope is no part of a repository name: `@openscpca/Hello` becomes `hello`. */
function imageName(projectName: string): string {
  return projectName.slice(projectName.lastIndexOf('/') + 1).toLowerCase()
}

function readBaseLock(folder: ModuleFolder): BaseLock {
  if (!folder.lookup.kindOf(BASE_LOCK_FILE)) return NO_BASE_LOCK
  return parseBaseLock(folder.readText(BASE_LOCK_FILE), pathIn(folder.root, BASE_LOCK_FILE))
}

function checkOptions(given: object, settings: Settings, { place }: ModuleDefinition): BuildOptions {
  try {
    return parseBuildOptions(given, settings)
  } catch (error) {
    if (!(error instanceof v.ValiError)) throw error
    const message = `The options of target ${settings.targets.build} are not valid:\n${renderIssues(error.issues, BUILD_OPTION_NAMES)}`
    const fix = 'Correct them; what each takes is in docs/reference/configuration.md.'
    throw new ModuleImagesError({ code: 'bad-build-options', kind: 'input', message, place, fix, cause: error })
  }
}

/** What went wrong with a module, whatever was thrown. */
export function asModuleError(error: unknown, root: string): ModuleImagesError {
  if (error instanceof ModuleImagesError) return error
  const message = error instanceof Error ? error.message : String(error)
  return new ModuleImagesError({ code: 'internal', kind: 'internal', message, place: { file: root }, cause: error })
}
