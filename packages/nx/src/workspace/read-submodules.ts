import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'

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
  visit(findTop(root))
  return found.map((folder) => relative(root, folder).split(sep).join('/')).filter((path) => path !== '' && !path.startsWith('..'))
}

/** The folder with `.git`, else the workspace's own: a copy without its repository has the same folders. */
function findTop(root: string): string {
  for (let folder = resolve(root); ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder
    if (dirname(folder) === folder) return root
  }
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
