import { createHash, type Hash } from 'node:crypto'
import { join } from 'node:path'
import { type GitPlace, readGit } from './git-command.js'
import type { GitRepository } from './repository.js'

/**
 * The hash that names a blob, begun: give it the bytes, and its digest is the object id of a file stored as it is.
 * https://git-scm.com/book/en/v2/Git-Internals-Git-Objects#_object_storage
 *
 * @param bytes how many will follow
 */
export function startBlobHash({ objectFormat }: GitRepository, bytes: number): Hash {
  return createHash(objectFormat).update(`blob ${bytes}\0`)
}

/**
 * Object ids that files would have if they were added, each taken through the clean filter of its path (line ends, Git LFS). Nothing is
 * stored in the repository but what a filter stores.
 *
 * @param paths posix, from the place's folder
 * @throws ModuleImagesError `git-failed` where a file or a filter fails
 */
export async function hashCleaned(place: GitPlace, paths: readonly string[]): Promise<string[]> {
  if (paths.length === 0) return []
  // Names that are read count from the top of the working tree, wherever the command runs.
  const ways = (await readGit(place, ['rev-parse', '--show-cdup', '--show-prefix'])) ?? ''
  const [up = '', prefix = ''] = ways.split('\n')
  const names = paths.map((path) => `${quotePath(`${prefix}${path}`)}\n`).join('')
  const text = await readGit({ ...place, root: join(place.root, up) }, ['hash-object', '--stdin-paths'], names)
  return (text ?? '').trim().split('\n')
}

/** As git reads a name with line ends in it. https://git-scm.com/docs/git-config#Documentation/git-config.txt-corequotePath */
function quotePath(path: string): string {
  if (!/["\r\n]/.test(path)) return path
  return `"${path.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r')}"`
}
