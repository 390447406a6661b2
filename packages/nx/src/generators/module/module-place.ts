import { posix } from 'node:path'
import { ModuleImagesError } from '@module-images/core'
import type { Tree } from '@nx/devkit'
import { createModuleMatcher, type Settings, type Workspace } from '@module-images/workspace'
import type { TakenName } from './scaffold/module-name.js'

/**
 * The folder, posix from the workspace root, that new modules lie in.
 *
 * @throws ModuleImagesError `no-module-folder` where the globs name no single folder, `bad-directory` where the given one is outside them
 */
export function moduleFolder(settings: Settings, directory: string | undefined): string {
  const folder = directory === undefined ? settings.modules.flatMap(parentOf)[0] : normalize(directory)
  if (folder === undefined) {
    throw new ModuleImagesError({
      code: 'no-module-folder',
      kind: 'input',
      message: `The modules globs (${settings.modules.join(', ')}) do not say which folder a new module belongs in.`,
      place: { file: 'nx.json' },
      fix: 'Name it: --directory=analyses',
    })
  }
  return folder
}

/**
 * @throws ModuleImagesError `bad-directory` for a folder in which the module would not be one
 */
export function checkModuleRoot(settings: Settings, root: string): void {
  const steps = root.split('/')
  const leaves = root.startsWith('/') || /^[A-Za-z]:/.test(root) || steps.includes('..') || steps.includes('.git')
  if (!leaves && createModuleMatcher(settings)(root)) return
  throw new ModuleImagesError({
    code: 'bad-directory',
    kind: 'input',
    message: `A module in '${root.replace(/[^\x20-\x7e]/g, '?')}' would not be found: the modules globs are ${settings.modules.join(', ')}.`,
    fix: 'Name a folder they match, from the root of the workspace, or change `modules` in nx.json.',
  })
}

/** Every name a new module must not have: folders beside it, modules and their images, projects of other kinds. */
export function takenNames(tree: Tree, workspace: Workspace, folder: string, projects: Iterable<string>): TakenName[] {
  const modules = [...workspace.modules.values(), ...workspace.broken.values()]
  return [
    ...tree.children(folder).map((name) => ({ name, owner: `what lies at ${folder}/${name}` })),
    ...modules.flatMap(({ name, image, root }) => [
      { name, owner: `the module in ${root}` },
      { name: image, owner: `the image of the module in ${root}` },
    ]),
    ...[...projects].map((name) => ({ name, owner: `the Nx project ${name}` })),
  ]
}

/** `analyses` of `analyses/*`; nothing for a glob that leads to several folders. */
function parentOf(glob: string): string[] {
  const parent = glob.endsWith('/*') ? glob.slice(0, -2) : ''
  return parent === '' || /[*?[\]{}()!\\]/.test(parent) ? [] : [parent]
}

function normalize(directory: string): string {
  return posix.normalize(directory.replaceAll('\\', '/')).replace(/\/+$/, '')
}
