import {
  BASE_LOCK_FILE,
  type BaseLock,
  type BuildOptions,
  type DeclaredProxy,
  type Dockerfile,
  leftTriggers,
  LOCKFILE_NAMES,
  ModuleImagesError,
  NO_BASE_LOCK,
  parseBaseLock,
  parseDockerfile,
  planReads,
  readDeclaredProxies,
  readLabelNames,
  renderIssues,
  type Reads,
} from '@module-images/core'
import * as v from 'valibot'
import { basePlatforms } from './base-platforms.js'
import { parseBuildOptions } from './build-options.js'
import type { FileSource, FolderEntry } from './file-source.js'
import { type ModuleFolder, readModuleFolder } from './module-files.js'
import { type IgnoreFile, readIgnoreFile } from './read-ignore-file.js'
import { NO_PROJECT_JSON, parseProjectJson, type ProjectJson } from './project-json.js'
import type { Settings } from './settings.js'

/** Name of the file that makes a folder a module. */
export const DOCKERFILE = 'Dockerfile'

/** Tag of a module that builds locally and that CI leaves alone. */
export const INACTIVE_TAG = 'docker:inactive'

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
  /** Labels the Dockerfile sets itself. */
  readonly labelNames: ReadonlySet<string>
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

/**
 * Reads one module: project.json, ignore file and Dockerfile, in that order, so that even a module with an unreadable
 * Dockerfile has its name. Never throws for what the module's author wrote; that comes back as `broken`.
 *
 * @param overrides build options given on the command line, which win over project.json
 */
export function readModule(files: FileSource, root: string, settings: Settings, overrides: object = {}): ModuleDraft | BrokenModule {
  const identity = { name: defaultName(root), root, image: defaultName(root).toLowerCase(), active: true }
  try {
    const folder = readModuleFolder(files, root)
    const project = folder.lookup.kindOf('project.json')
      ? parseProjectJson(folder.readText('project.json'), `${folder.root}/project.json`)
      : NO_PROJECT_JSON
    const given = { ...project.targets[settings.targets.build]?.options, ...overrides }
    return readNamedModule(folder, settings, withProject(identity, project, given), given)
  } catch (error) {
    return { kind: 'broken', ...identity, error: asModuleError(error, root) }
  }
}

function readNamedModule(folder: ModuleFolder, settings: Settings, identity: ModuleIdentity, given: object): ModuleDraft | BrokenModule {
  try {
    const options = checkOptions(given, settings, `${folder.root}/project.json`)
    const ignore = readIgnoreFile(folder, DOCKERFILE)
    const dockerfileText = folder.readText(DOCKERFILE)
    const dockerfile = parseDockerfile(dockerfileText, `${folder.root}/${DOCKERFILE}`)
    const { buildArgs, target, platforms } = options
    const reads = planReads(dockerfile, { buildArgs, platforms, ...(target === undefined ? {} : { target }) })
    const labelNames = readLabelNames(dockerfile, target)
    const lockfiles = LOCKFILE_NAMES.filter((name) => folder.lookup.kindOf(name))
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
      labelNames,
      declaredProxies: readDeclaredProxies(dockerfile, target),
      lockfiles,
      lock: readBaseLock(folder),
      basePlatforms: basePlatforms(dockerfile, options, reads),
    }
  } catch (error) {
    return { kind: 'broken', ...identity, error: asModuleError(error, folder.root) }
  }
}

/** The image as the options name it, however broken the rest of the module is: whoever stands on it is to know it by that. */
function withProject(identity: ModuleIdentity, project: ProjectJson, options: { readonly image?: unknown }): ModuleIdentity {
  const name = project.name ?? identity.name
  const image = typeof options.image === 'string' && options.image !== '' ? options.image : imageName(name)
  return { ...identity, name, image, active: !project.tags.includes(INACTIVE_TAG) }
}

/** A scope is no part of a repository name: `@openscpca/Hello` becomes `hello`. */
function imageName(projectName: string): string {
  return projectName.slice(projectName.lastIndexOf('/') + 1).toLowerCase()
}

function defaultName(root: string): string {
  return root.slice(root.lastIndexOf('/') + 1)
}

function readBaseLock(folder: ModuleFolder): BaseLock {
  if (!folder.lookup.kindOf(BASE_LOCK_FILE)) return NO_BASE_LOCK
  return parseBaseLock(folder.readText(BASE_LOCK_FILE), `${folder.root}/${BASE_LOCK_FILE}`)
}

function checkOptions(given: object, settings: Settings, file: string): BuildOptions {
  try {
    return parseBuildOptions(given, settings)
  } catch (error) {
    if (!(error instanceof v.ValiError)) throw error
    const message = `The options of target ${settings.targets.build} are not valid:\n${renderIssues(error.issues)}`
    throw new ModuleImagesError({ code: 'bad-build-options', kind: 'input', message, place: { file }, cause: error })
  }
}

function asModuleError(error: unknown, root: string): ModuleImagesError {
  if (error instanceof ModuleImagesError) return error
  const message = error instanceof Error ? error.message : String(error)
  return new ModuleImagesError({ code: 'internal', kind: 'internal', message, place: { file: root }, cause: error })
}
