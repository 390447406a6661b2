import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { makeRunFolder } from '@module-images/process'
import { type GitPlace, readGit } from './git-command.js'
import { listTree } from './revision.js'
import { findSubmodule, readPrefix, readSubmoduleNames } from './submodule.js'

/**
 * Writes all files of a commit into a folder, as a checkout would have them: with line ends, Git LFS and other filters of the repository, and
 * with submodules. The checkout and its index are not touched, and no hook is run.
 *
 * @param folder native absolute path of an empty folder
 * @throws ModuleImagesError `git-failed`, as where a filter fails
 */
export async function writeCommit(place: GitPlace, commit: string, folder: string): Promise<WrittenCommit> {
  const prefix = await readPrefix(place)
  const way = prefix === '' ? [] : prefix.split('/')
  const top = { ...place, root: join(place.root, ...way.map(() => '..')) }
  const missing: string[] = []
  const indexes = await makeRunFolder('index')
  try {
    await writeTree({ place: top, commit, folder, index: join(indexes, 'index'), depth: 0, kept: '.git', missing })
  } finally {
    await rm(indexes, { recursive: true, force: true })
  }
  return { root: join(folder, ...way), missing }
}

export interface WrittenCommit {
  /** Native path of the place's folder among the files. */
  readonly root: string
  /** Submodules whose commits are not here, native paths: their folders are empty. */
  readonly missing: readonly string[]
}

interface WrittenTree {
  readonly place: GitPlace
  readonly commit: string
  readonly folder: string
  /** Native path of a file that there is none of yet. */
  readonly index: string
  /** How many folders it lies below the outermost working tree. */
  readonly depth: number
  /** Where a clone keeps its repository, from that tree. */
  readonly kept: string
  /** Takes the folders of submodules that are not here. */
  readonly missing: string[]
}

async function writeTree(tree: WrittenTree): Promise<void> {
  const { place, commit, folder, index } = tree
  const directory = resolve(place.root, ((await readGit(place, ['rev-parse', '--absolute-git-dir'])) ?? '').replace(/\n$/, ''))
  const env = { ...(place.env ?? process.env), GIT_DIR: directory, GIT_WORK_TREE: folder, GIT_INDEX_FILE: index }
  await mkdir(folder, { recursive: true })
  // With an empty index, all files are new. https://git-scm.com/docs/git-read-tree
  await readGit({ ...place, root: folder, env }, ['-c', 'core.sparseCheckout=false', 'read-tree', '-m', '-u', commit])
  const submodules = (await listTree(place, commit)).filter(({ kind }) => kind === 'commit')
  if (submodules.length === 0) return
  const names = await readSubmoduleNames(place, commit)
  for (const { path, id } of submodules) await writeSubmodule(tree, { path, id, name: names.get(path) })
}

interface Submodule {
  readonly path: string
  readonly id: string
  readonly name: string | undefined
}

/** With the file that a clone has in its folder, the same in every clone: a build may copy it. */
async function writeSubmodule(around: WrittenTree, { path, id, name }: Submodule): Promise<void> {
  const place = await findSubmodule(around.place, path, name, [id])
  const folder = join(around.folder, path)
  if (place === undefined) return void around.missing.push(folder)
  const [kept, depth] = [`${around.kept}/modules/${name ?? path}`, around.depth + path.split('/').length]
  await writeTree({ place, commit: id, folder, index: `${around.index}-${id}`, depth, kept, missing: around.missing })
  await writeFile(join(folder, '.git'), `gitdir: ${'../'.repeat(depth)}${kept}\n`)
}
