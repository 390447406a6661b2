import { existsSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { ModuleImagesError } from '@module-images/core'
import { findRepositoryFolder } from './repository-folder.js'

const GITMODULES = '.gitmodules'

/**
 * The folders of a repository's submodules, those within submodules too: posix paths from the workspace root, which may lie below
 * the repository's. Git itself is not asked, since this is read by every plan.
 *
 * @param root native absolute path of the workspace
 */
export function readSubmodules(root: string): string[] {
  const found: string[] = []
  const visit = (folder: string): void => {
    for (const path of parseSubmodulePaths(readIfThere(join(folder, GITMODULES)))) {
      const submodule = join(folder, path)
      found.push(submodule)
      visit(submodule)
    }
  }
  // A copy without its repository has the same folders.
  visit(findRepositoryFolder(root) ?? root)
  return found
    .map((folder) => relative(root, folder).split(sep).join('/'))
    .filter((path) => path !== '' && path !== '..' && !path.startsWith('../'))
}

/** What git leaves of a submodule that it did not fetch: a build would be made without what belongs there. */
export function emptySubmodule(path: string): ModuleImagesError {
  return new ModuleImagesError({
    code: 'empty-submodule',
    kind: 'environment',
    message: 'The submodule was not fetched: its folder is empty, and the build reads it.',
    place: { file: path },
    fix: 'Fetch it: git submodule update --init (in GitHub workflows: "workflows": { "submodules": true } in nx.json, or submodules: true for actions/checkout).',
  })
}

function readIfThere(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

/** Values of `path`, which only submodules have there. https://git-scm.com/docs/git-config#_syntax */
export function parseSubmodulePaths(text: string): string[] {
  return [...text.matchAll(/^\s*path\s*=[^\S\n]*(.*)$/gim)].map(([, value = '']) => parseConfigValue(value)).filter((path) => path !== '')
}

/** Quotes keep spaces and comment signs; a backslash keeps the next character. */
function parseConfigValue(value: string): string {
  const parts = [...value.trim().matchAll(/"((?:[^"\\]|\\.)*)"|\\(.)|([#;].*)|([^"\\#;]+)/g)]
  const comment = parts.findIndex(([, , , sign]) => sign !== undefined)
  return (comment < 0 ? parts : parts.slice(0, comment))
    .map(([, quoted, escaped, , plain]) => quoted?.replace(/\\(.)/g, '$1') ?? escaped ?? plain ?? '')
    .join('')
    .trimEnd()
}
