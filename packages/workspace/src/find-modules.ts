import type { FileSource } from './file-source.js'
import { isAnyGitIgnored } from './git-ignore.js'
import { findPluginEntry, type NxJson, PLUGIN_NAME, type PluginEntry } from './nx-json.js'
import { DOCKERFILE } from './read-module.js'
import { createModuleMatcher, type Settings } from './settings.js'

/** Folders that Nx looks into for no project. */
const NEVER = new Set(['node_modules', '.git', '.nx'])

/** What the `modules` globs match, as posix paths from the workspace root. */
export interface ModuleFolders {
  /** Folders that hold a Dockerfile; `.` is the root itself. */
  readonly roots: readonly string[]
  /** Links to folders that hold one, or that lie on a glob's way. Nx looks behind no link, so what is there is no module. */
  readonly links: readonly string[]
}

/** Looks for modules, one within another too, and for links where modules might be. */
export function findModuleFolders(files: FileSource, settings: Pick<Settings, 'modules'>): ModuleFolders {
  const isModule = createModuleMatcher(settings)
  const deepest = Math.max(...settings.modules.map((pattern) => (pattern.includes('**') ? Infinity : pattern.split('/').length)))
  const roots = isModule('.') && files.has(DOCKERFILE) ? ['.'] : []
  const links: string[] = []
  const visit = (folder: string, depth: number): void => {
    for (const { name, kind } of files.list(folder)) {
      if ((kind !== 'directory' && kind !== 'symlink') || NEVER.has(name)) continue
      const path = folder === '' ? name : `${folder}/${name}`
      const holdsModule = isModule(path) && files.has(`${path}/${DOCKERFILE}`)
      if (kind === 'symlink') {
        if (holdsModule || (files.has(path) && settings.modules.some((pattern) => literalStart(pattern).startsWith(`${path}/`))))
          links.push(path)
        continue
      }
      if (holdsModule) roots.push(path)
      if (depth < deepest && settings.modules.some((pattern) => mayLeadTo(path, pattern))) visit(path, depth + 1)
    }
  }
  visit('', 1)
  return { roots, links: links.sort() }
}

/** False only where the literal start of a pattern rules a folder out. */
function mayLeadTo(folder: string, pattern: string): boolean {
  const literal = literalStart(pattern)
  return literal.startsWith(`${folder}/`) || folder.startsWith(literal.slice(0, literal.lastIndexOf('/') + 1))
}

function literalStart(pattern: string): string {
  return pattern.replace(/^!/, '').split(/[*?[{(!+@]/)[0] ?? ''
}

/**
 * Whether Nx finds the same modules, and nothing but their own files and nx.json says what they are. It may not where the plugin's entry
 * or an ignore file leaves some out, and where another plugin may have a say in their projects.
 */
export function isSureOfModules(files: FileSource, nxJson: NxJson, roots: readonly string[]): boolean {
  const { include, exclude } = findPluginEntry(nxJson)
  if (include !== undefined || exclude !== undefined || nxJson.extends !== undefined || files.has('.nxignore')) return false
  if (roots.includes('.') || nxJson.plugins.some((entry) => entry.plugin !== PLUGIN_NAME && mayReach(entry, roots))) return false
  return !isAnyGitIgnored(
    files,
    roots.map((root) => `${root}/${DOCKERFILE}`),
  )
}

/** A plugin that is told which files it is about has no say elsewhere. */
function mayReach({ include }: PluginEntry, roots: readonly string[]): boolean {
  if (include === undefined || include.length === 0 || include.some((glob) => glob.startsWith('!'))) return true
  return include.some((glob) => {
    const literal = literalStart(glob)
    return roots.some((root) => `${root}/`.startsWith(literal) || literal.startsWith(`${root}/`))
  })
}
