import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ModuleImagesError } from '@module-images/core'
import { z } from 'zod'
import { type LinkedModules, linkModules } from './link-modules.js'
import { readModuleFolder } from './module-files.js'
import { DOCKERFILE, readModule } from './read-module.js'
import { createModuleMatcher, parseSettings, type Settings } from './settings.js'

/** Name under which nx.json lists the plugin. */
export const PLUGIN_NAME = '@module-images/nx'

/** A workspace as its files describe it. */
export interface Workspace extends LinkedModules {
  /** Native absolute path. */
  readonly root: string
  readonly settings: Settings
}

/**
 * Reads the modules at these roots (posix, from the workspace root) and links them.
 *
 * @param overrides build options by project root that win over project.json, from a command line
 */
export function readModules(
  root: string,
  settings: Settings,
  roots: readonly string[],
  overrides: ReadonlyMap<string, object> = new Map(),
): Workspace {
  const sorted = [...roots].sort()
  const drafts = sorted.map((moduleRoot) => readModule(readModuleFolder(root, moduleRoot), settings, overrides.get(moduleRoot)))
  return { root, settings, ...linkModules(drafts, settings.registry) }
}

/** Reads nx.json and every module, without Nx and its project graph. */
export function readWorkspace(root: string): Workspace {
  const settings = readSettings(root)
  return readModules(root, settings, findModuleRoots(root, settings))
}

const nxJsonSchema = z.object({
  plugins: z.array(z.union([z.string(), z.object({ plugin: z.string(), options: z.unknown() }).partial({ options: true })])).default([]),
})

/**
 * The plugin's options as nx.json has them.
 *
 * @throws ModuleImagesError `plugin-not-registered` where nx.json does not list the plugin
 */
export function readSettings(root: string): Settings {
  const entry = parseNxJson(join(root, 'nx.json')).plugins.find(
    (plugin) => (typeof plugin === 'string' ? plugin : plugin.plugin) === PLUGIN_NAME,
  )
  if (entry === undefined) {
    throw new ModuleImagesError({
      code: 'plugin-not-registered',
      kind: 'input',
      message: `${PLUGIN_NAME} is not among the plugins.`,
      place: { file: 'nx.json' },
      hint: `Add { "plugin": "${PLUGIN_NAME}" } to "plugins".`,
    })
  }
  return parseSettings(typeof entry === 'string' ? {} : entry.options)
}

function parseNxJson(path: string): z.output<typeof nxJsonSchema> {
  try {
    return nxJsonSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (cause) {
    const message = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause instanceof Error ? cause.message : cause)
    throw new ModuleImagesError({ code: 'bad-nx-json', kind: 'input', message, place: { file: 'nx.json' }, cause })
  }
}

/** Folders no module lies in, whatever the glob says. */
const NEVER = new Set(['node_modules', '.git', '.nx', 'dist'])

/** Posix roots of every folder that the `modules` globs match and that holds a Dockerfile. */
export function findModuleRoots(root: string, settings: Settings): string[] {
  const isModule = createModuleMatcher(settings)
  const deepest = Math.max(...settings.modules.map((pattern) => (pattern.includes('**') ? Infinity : pattern.split('/').length)))
  const found: string[] = []
  const visit = (folder: string, depth: number): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      if (!entry.isDirectory() || NEVER.has(entry.name)) continue
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (isModule(path) && existsSync(join(root, path, DOCKERFILE))) found.push(path)
      else if (depth < deepest && settings.modules.some((pattern) => mayLeadTo(path, pattern))) visit(path, depth + 1)
    }
  }
  visit('', 1)
  return found
}

/** False only where the literal start of a pattern rules a folder out. */
function mayLeadTo(folder: string, pattern: string): boolean {
  const literal = pattern.replace(/^!/, '').split(/[*?[{(!+@]/)[0] ?? ''
  return literal.startsWith(`${folder}/`) || folder.startsWith(literal.slice(0, literal.lastIndexOf('/') + 1))
}
