import { ModuleImagesError, notAList, renderIssues } from '@module-images/core'
import * as v from 'valibot'
import type { FileSource } from './file-source.js'
import { type LinkedModules, linkModules } from './link-modules.js'
import { DOCKERFILE, readModule } from './read-module.js'
import { createModuleMatcher, parseSettings, type Settings } from './settings.js'
import { createWorkingTree } from './working-tree.js'

/** Name under which nx.json lists the plugin. */
export const PLUGIN_NAME = '@module-images/nx'

/** The workspace's own settings, Nx's and the plugin's. */
export const NX_JSON = 'nx.json'

/** A workspace as its files describe it. */
export interface Workspace extends LinkedModules {
  /** Native absolute path. */
  readonly root: string
  /** What it was read from. */
  readonly files: FileSource
  readonly settings: Settings
  /** Reads its modules again, as they are now. */
  reread(): Workspace
  /** Links where modules might be, which are left out; see {@link ModuleFolders}. None where the roots were given. */
  readonly linkedFolders: readonly string[]
}

/**
 * Reads the modules at these roots (posix, from the workspace root) and links them.
 *
 * @param overrides build options by project root that win over project.json, from a command line
 */
export function readModules(
  files: FileSource,
  settings: Settings,
  roots: readonly string[],
  overrides: ReadonlyMap<string, object> = new Map(),
): Workspace {
  const sorted = [...roots].sort()
  const drafts = sorted.map((moduleRoot) => readModule(files, moduleRoot, settings, overrides.get(moduleRoot)))
  const reread = () => readModules(files.reopen(), settings, sorted, overrides)
  return { root: files.root, files, settings, reread, linkedFolders: [], ...linkModules(drafts, settings) }
}

/** Reads nx.json and every module of the working tree, without Nx and its project graph. */
export function readWorkspace(root: string): Workspace {
  return readWorkspaceFrom(createWorkingTree(root))
}

/** The same from any source of files. */
export function readWorkspaceFrom(files: FileSource): Workspace {
  const settings = readSettings(files)
  const { roots, links } = findModuleFolders(files, settings)
  return { ...readModules(files, settings, roots), linkedFolders: links }
}

const nxJsonSchema = notAList(
  v.object({
    plugins: v.optional(v.array(v.union([v.string(), v.object({ plugin: v.string(), options: v.optional(v.unknown()) })])), []),
    defaultBase: v.optional(v.string()),
  }),
)

/**
 * The plugin's options as nx.json has them.
 *
 * @throws ModuleImagesError `plugin-not-registered` where nx.json does not list the plugin
 */
export function readSettings(files: FileSource): Settings {
  const entry = parseNxJson(files).plugins.find((plugin) => (typeof plugin === 'string' ? plugin : plugin.plugin) === PLUGIN_NAME)
  if (entry === undefined) {
    throw new ModuleImagesError({
      code: 'plugin-not-registered',
      kind: 'input',
      message: `${PLUGIN_NAME} is not among the plugins.`,
      place: { file: NX_JSON },
      hint: `Add { "plugin": "${PLUGIN_NAME}" } to "plugins".`,
    })
  }
  return parseSettings(typeof entry === 'string' ? {} : entry.options)
}

/** The branch that work is compared with, as nx.json names it for `nx affected`. */
export function readDefaultBase(files: FileSource): string | undefined {
  return parseNxJson(files).defaultBase
}

function parseNxJson(files: FileSource): v.InferOutput<typeof nxJsonSchema> {
  try {
    return v.parse(nxJsonSchema, JSON.parse(files.readText(NX_JSON)))
  } catch (cause) {
    const message = cause instanceof v.ValiError ? renderIssues(cause.issues) : String(cause instanceof Error ? cause.message : cause)
    throw new ModuleImagesError({ code: 'bad-nx-json', kind: 'input', message, place: { file: NX_JSON }, cause })
  }
}

/** Folders no module lies in, whatever the glob says. */
const NEVER = new Set(['node_modules', '.git', '.nx', 'dist'])

/** What the `modules` globs match, as posix paths from the workspace root. */
export interface ModuleFolders {
  /** Folders that hold a Dockerfile. */
  readonly roots: readonly string[]
  /** Links to folders that hold one, or that lie on a glob's way. Nx looks behind no link, so what is there is no module. */
  readonly links: readonly string[]
}

/** Looks for modules, and for links where modules might be. */
export function findModuleFolders(files: FileSource, settings: Settings): ModuleFolders {
  const isModule = createModuleMatcher(settings)
  const deepest = Math.max(...settings.modules.map((pattern) => (pattern.includes('**') ? Infinity : pattern.split('/').length)))
  const roots: string[] = []
  const links: string[] = []
  const visit = (folder: string, depth: number): void => {
    for (const { name, kind } of files.list(folder)) {
      if ((kind !== 'directory' && kind !== 'symlink') || NEVER.has(name)) continue
      const path = folder === '' ? name : `${folder}/${name}`
      const holdsModule = isModule(path) && files.has(`${path}/${DOCKERFILE}`)
      if (kind === 'symlink') {
        if (holdsModule || (files.has(path) && settings.modules.some((pattern) => literalStart(pattern).startsWith(`${path}/`))))
          links.push(path)
      } else if (holdsModule) roots.push(path)
      else if (depth < deepest && settings.modules.some((pattern) => mayLeadTo(path, pattern))) visit(path, depth + 1)
    }
  }
  visit('', 1)
  return { roots, links: links.sort() }
}

/** Posix roots of every folder that the `modules` globs match and that holds a Dockerfile. */
export function findModuleRoots(files: FileSource, settings: Settings): readonly string[] {
  return findModuleFolders(files, settings).roots
}

/** False only where the literal start of a pattern rules a folder out. */
function mayLeadTo(folder: string, pattern: string): boolean {
  const literal = literalStart(pattern)
  return literal.startsWith(`${folder}/`) || folder.startsWith(literal.slice(0, literal.lastIndexOf('/') + 1))
}

function literalStart(pattern: string): string {
  return pattern.replace(/^!/, '').split(/[*?[{(!+@]/)[0] ?? ''
}
