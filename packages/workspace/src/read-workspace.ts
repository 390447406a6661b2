import type { FileSource } from './file-source.js'
import { findModuleFolders, isSureOfModules, type ModuleFolders } from './find-modules.js'
import { type LinkedModules, linkModules } from './link-modules.js'
import { type ModuleDefinition, createUniqueNames, type NxProject, readDefinition } from './module-definition.js'
import { readModuleFolder } from './module-files.js'
import { findPluginEntry, type NxJson, readNxJson } from './nx-json.js'
import { createPlainReader, type PlainProject } from './plain-project.js'
import { asModuleError, type BrokenModule, type DefinedModule, type ModuleDraft, readModule } from './read-module.js'
import { createModuleMatcher, parseSettings, type Settings } from './settings.js'
import { createWorkingTree } from './working-tree.js'

/**
 * Gives every project of a workspace, as Nx has merged its configuration.
 *
 * @param workspaceRoot native absolute path
 * @throws ModuleImagesError `nx-graph-failed` with what Nx says
 */
export type AskNx = (workspaceRoot: string) => Promise<readonly NxProject[]>

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
 * @param modules in order of root; taken one by one, so that what is not needed of one is gone before the next
 */
function readModules(files: FileSource, settings: Settings, modules: Iterable<DefinedModule>): Workspace {
  const definitions = new Map<string, ModuleDefinition>()
  const drafts: (ModuleDraft | BrokenModule)[] = []
  for (const module of modules) {
    definitions.set(module.definition.root, module.definition)
    drafts.push(readModule(files, module, settings))
  }
  const reread = () => {
    const defined = [...definitions.values()].map((definition) => ({ definition }))
    return readModules(files.reopen(), settings, defined)
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
export function* definePlainModules(
  files: FileSource,
  nxJson: NxJson,
  settings: Settings,
  roots: readonly string[],
): Generator<PlainModule, void> {
  const readPlainProject = createPlainReader(nxJson, settings)
  const withUniqueName = createUniqueNames()
  for (const root of roots.toSorted()) {
    try {
      const folder = readModuleFolder(files, root)
      const { project, isSure } = readPlainProject(folder)
      const named = withUniqueName(project)
      yield { definition: readDefinition(named, settings), folder, project: named, isSure }
    } catch (error) {
      const named = withUniqueName({ root })
      yield { definition: { ...readDefinition(named, settings), fault: asModuleError(error, root) }, project: named, isSure: true }
    }
  }
}

/** Modules as they were read without Nx. */
export interface PlainWorkspace {
  readonly workspace: Workspace
  /** What was read of each project, by its root. */
  readonly projects: ReadonlyMap<string, PlainProject>
}

/** Defines modules by {@link definePlainModules}, and reads them. */
export function readWithoutNx(files: FileSource, nxJson: NxJson, settings: Settings, roots: readonly string[]): PlainWorkspace {
  const projects = new Map<string, PlainProject>()
  const noteEach = function* (): Generator<DefinedModule, void> {
    for (const module of definePlainModules(files, nxJson, settings, roots)) {
      projects.set(module.definition.root, { project: module.project, isSure: module.isSure })
      yield module
    }
  }
  return { workspace: readModules(files, settings, noteEach()), projects }
}

interface FoundModules extends ModuleFolders {
  readonly nxJson: NxJson
  readonly settings: Settings
}

function findModules(files: FileSource): FoundModules {
  const nxJson = readNxJson(files)
  const settings = parseSettings(findPluginEntry(nxJson).options)
  return { nxJson, settings, ...findModuleFolders(files, settings) }
}

function readFound(files: FileSource, { nxJson, settings, roots, links }: FoundModules): PlainWorkspace {
  const { workspace, projects } = readWithoutNx(files, nxJson, settings, roots)
  return { workspace: { ...workspace, linkedFolders: links }, projects }
}

/**
 * Reads a workspace for a command: by itself where nothing but nx.json and the modules' own files says what modules are, which takes a
 * fraction of the time; else as Nx has merged it. Both ways say the same.
 *
 * @param root native absolute path
 * @throws ModuleImagesError as `readSettings`, and `nx-graph-failed`
 */
export async function openWorkspace(root: string, ask: AskNx): Promise<Workspace> {
  return openWorkspaceFrom(createWorkingTree(root), ask)
}

/** The same of a workspace's files as they are about to be written. */
export async function openWorkspaceFrom(files: FileSource, ask: AskNx): Promise<Workspace> {
  const found = findModules(files)
  if (isSureOfModules(files, found.nxJson, found.roots)) {
    const { workspace, projects } = readFound(files, found)
    if ([...projects.values()].every(({ isSure }) => isSure)) return workspace
  }
  return readNxWorkspace(files, await ask(files.root))
}

/**
 * Reads a workspace where Nx cannot be asked: of another revision, or of files that are not written yet. What other plugins, tokens
 * and packages say is not known then.
 */
export function readWorkspaceFrom(files: FileSource): Workspace {
  return readFound(files, findModules(files)).workspace
}

/**
 * Reads the modules among the projects that Nx has found: those of the globs that have the target which builds images.
 *
 * @param judge what a run makes of a definition
 */
export function readNxWorkspace(
  files: FileSource,
  projects: readonly NxProject[],
  judge: (definition: ModuleDefinition) => ModuleDefinition = (definition) => definition,
): Workspace {
  const nxJson = readNxJson(files)
  const settings = parseSettings(findPluginEntry(nxJson).options)
  const isModule = createModuleMatcher(settings)
  const ours = projects.filter(({ root, targets }) => isModule(root) && targets?.[settings.targets.build]?.executor === IMAGE_EXECUTOR)
  const sorted = ours.toSorted((a, b) => (a.root < b.root ? -1 : 1))
  const modules = sorted.map((project) => ({ definition: judge(readDefinition(project, settings)) }))
  return {
    ...readModules(files, settings, modules),
    definedBy: 'nx',
    // No task asks for them, and looking takes a walk.
    get linkedFolders() {
      return findModuleFolders(files, settings).links
    },
  }
}

/** The executor of the target that builds images. */
export const IMAGE_EXECUTOR = '@module-images/nx:image'
