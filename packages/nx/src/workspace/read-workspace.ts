import { askNx, type AskNx } from './ask-nx.js'
import type { FileSource } from './file-source.js'
import { findModuleFolders, isSureOfModules } from './find-modules.js'
import { type LinkedModules, linkModules } from './link-modules.js'
import { type ModuleDefinition, type NxProject, readDefinition, withUniqueNames } from './module-definition.js'
import { readModuleFolder } from './module-files.js'
import { findPluginEntry, type NxJson, readNxJson } from './nx-json.js'
import { createPlainReader, type PlainProject } from './plain-project.js'
import { asModuleError, type DefinedModule, readModule } from './read-module.js'
import { createModuleMatcher, parseSettings, type Settings } from './settings.js'
import { createWorkingTree } from './working-tree.js'

/** A workspace as its files and Nx describe it. */
export interface Workspace extends LinkedModules {
  /** Native absolute path. */
  readonly root: string
  /** What it was read from. */
  readonly files: FileSource
  readonly settings: Settings
  /** What Nx's configuration says of each module, by its root. */
  readonly definitions: ReadonlyMap<string, ModuleDefinition>
  /** Who said what defines the modules: nx.json and their own files, or Nx, which knows of more. */
  readonly definedBy: 'files' | 'nx'
  /** Reads its modules again, as they are now; what defines them stays. */
  reread(): Workspace
  /** Links where modules might be, which are left out; see `findModuleFolders`. */
  readonly linkedFolders: readonly string[]
}

/**
 * Reads the files of these modules and links them.
 *
 * @param overrides build options by project root that win over the definition: none that changes an image
 */
export function readModules(
  files: FileSource,
  settings: Settings,
  modules: readonly DefinedModule[],
  overrides: ReadonlyMap<string, object> = new Map(),
): Workspace {
  const sorted = modules.toSorted((a, b) => (a.definition.root < b.definition.root ? -1 : 1))
  const drafts = sorted.map((module) => readModule(files, module, settings, overrides.get(module.definition.root)))
  const definitions = new Map(sorted.map(({ definition }) => [definition.root, definition]))
  const reread = () => {
    const defined = sorted.map(({ definition }) => ({ definition }))
    return readModules(files.reopen(), settings, defined, overrides)
  }
  return { root: files.root, files, settings, definitions, definedBy: 'files', reread, linkedFolders: [], ...linkModules(drafts, settings) }
}

/** A module as it was read without Nx. */
export type PlainModule = DefinedModule & PlainProject

/**
 * Modules as nx.json and their own files define them, without Nx.
 *
 * @param roots posix, from the workspace root
 */
export function definePlainModules(files: FileSource, nxJson: NxJson, settings: Settings, roots: readonly string[]): PlainModule[] {
  const readPlainProject = createPlainReader(nxJson, settings)
  const read = roots.toSorted().map((root) => {
    try {
      const folder = readModuleFolder(files, root)
      return { folder, ...readPlainProject(folder) }
    } catch (error) {
      return { project: { root }, isSure: true, fault: asModuleError(error, root) }
    }
  })
  const projects = withUniqueNames(read.map(({ project }) => project))
  return read.map(({ isSure, ...rest }, index): PlainModule => {
    const project = projects[index] ?? rest.project
    const definition = readDefinition(project, settings)
    return 'fault' in rest
      ? { definition: { ...definition, fault: rest.fault }, project, isSure }
      : { definition, folder: rest.folder, project, isSure }
  })
}

interface PlainWorkspace {
  readonly workspace: () => Workspace
  /** Whether Nx would say the same. */
  readonly isSure: () => boolean
}

function readPlainWorkspace(files: FileSource): PlainWorkspace {
  const nxJson = readNxJson(files)
  const settings = parseSettings(findPluginEntry(nxJson).options)
  const { roots, links } = findModuleFolders(files, settings)
  const modules = definePlainModules(files, nxJson, settings, roots)
  return {
    workspace: () => ({ ...readModules(files, settings, modules), linkedFolders: links }),
    isSure: () => modules.every(({ isSure }) => isSure) && isSureOfModules(files, nxJson, roots),
  }
}

/**
 * Reads a workspace for a command: by itself where nothing but nx.json and the modules' own files says what modules are, which takes a
 * fraction of the time; else as Nx has merged it. Both ways say the same.
 *
 * @param root native absolute path
 * @throws ModuleImagesError as `readSettings`, and `nx-graph-failed`
 */
export async function openWorkspace(root: string, ask: AskNx = askNx): Promise<Workspace> {
  return openWorkspaceFrom(createWorkingTree(root), ask)
}

/** The same of a workspace's files as they are about to be written. */
export async function openWorkspaceFrom(files: FileSource, ask: AskNx = askNx): Promise<Workspace> {
  const { workspace, isSure } = readPlainWorkspace(files)
  return isSure() ? workspace() : readNxWorkspace(files, await ask(files.root))
}

/**
 * Reads a workspace where Nx cannot be asked: of another revision, or of files that are not written yet. What other plugins, tokens
 * and packages say is not known then.
 */
export function readWorkspaceFrom(files: FileSource): Workspace {
  return readPlainWorkspace(files).workspace()
}

/**
 * Reads the modules among the projects that Nx has found: those of the globs that have the target which builds images.
 *
 * @param overrides as for {@link readModules}
 */
export function readNxWorkspace(files: FileSource, projects: readonly NxProject[], overrides?: ReadonlyMap<string, object>): Workspace {
  const nxJson = readNxJson(files)
  const settings = parseSettings(findPluginEntry(nxJson).options)
  const isModule = createModuleMatcher(settings)
  const ours = projects.filter(({ root, targets }) => isModule(root) && targets?.[settings.targets.build]?.executor === IMAGE_EXECUTOR)
  const modules = ours.map((project) => ({ definition: readDefinition(project, settings) }))
  return { ...readModules(files, settings, modules, overrides), definedBy: 'nx', linkedFolders: findModuleFolders(files, settings).links }
}

/** The executor of the target that builds images. */
export const IMAGE_EXECUTOR = '@module-images/nx:image'
