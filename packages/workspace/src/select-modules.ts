import { ModuleImagesError, renderSuggestion } from '@module-images/core'
import type { LinkedModule } from './link-modules.js'
import type { BrokenModule } from './read-module.js'
import type { Workspace } from './read-workspace.js'

/** The modules a command is about, each once, in order of root. */
export interface SelectedModules {
  readonly modules: readonly LinkedModule[]
  readonly broken: readonly BrokenModule[]
}

/**
 * Modules by project name or by folder, as shells complete it; without any, the active ones.
 *
 * @throws ModuleImagesError `unknown-module`
 */
export function selectModules(workspace: Workspace, given: readonly string[]): SelectedModules {
  const all = [...workspace.modules.values(), ...workspace.broken.values()]
  const chosen = given.length === 0 ? all.filter(({ active }) => active) : given.map((text) => findModule(all, text, workspace))
  const unique = [...new Set(chosen)].sort((a, b) => (a.root < b.root ? -1 : 1))
  return { modules: unique.filter((module) => module.kind === 'module'), broken: unique.filter((module) => module.kind === 'broken') }
}

function findModule(all: readonly (LinkedModule | BrokenModule)[], text: string, workspace: Workspace): LinkedModule | BrokenModule {
  const folder = folderOf(text)
  const module = all.find(({ name }) => name === text) ?? all.find(({ root }) => root === folder)
  if (module) return module
  throw unknownModule(text, workspace)
}

/** `./modules/a/` is `modules/a`. */
function folderOf(text: string): string {
  return text.replace(/^\.\//, '').replace(/\/+$/, '')
}

/** The error for what a person calls a module and is none, with the name that may have been meant. */
export function unknownModule(
  text: string,
  { settings, modules, broken }: Pick<Workspace, 'settings' | 'modules' | 'broken'>,
): ModuleImagesError {
  const all = [...modules.values(), ...broken.values()]
  const suggestion = renderSuggestion(
    folderOf(text),
    all.flatMap(({ name, root }) => [name, root]),
  )
  const globs = `The modules glob is ${settings.modules.join(', ')}; a module is a folder of it with a Dockerfile.`
  return new ModuleImagesError({
    code: 'unknown-module',
    kind: 'input',
    message: `'${text}' is not a module of this workspace.`,
    fix: suggestion === undefined ? globs : `${suggestion}\n${globs}`,
  })
}
