import { existsSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'

/**
 * The folder of the git repository that a workspace lies in, native: the first with `.git`, be it a file as in a submodule or a worktree.
 * Git itself is not asked.
 *
 * @param root native absolute path of the workspace
 */
export function findRepositoryFolder(root: string): string | undefined {
  for (let folder = resolve(root); ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder
    if (dirname(folder) === folder) return undefined
  }
}

/** Where a workspace lies in its repository, posix: `''` for one that is at the top, and for one in no repository. */
export function folderInRepository(root: string): string {
  const top = findRepositoryFolder(root)
  return top === undefined ? '' : relative(top, resolve(root)).split(sep).join('/')
}

/** The way from a workspace to the top of its repository, posix: `''` or `../../`. GitHub looks for workflows there and nowhere else. */
export function pathToRepository(root: string): string {
  const folder = folderInRepository(root)
  return folder === '' ? '' : '../'.repeat(folder.split('/').length)
}
