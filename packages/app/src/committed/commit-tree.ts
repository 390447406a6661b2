import { existsSync } from 'node:fs'
import { join, posix } from 'node:path'
import { rememberAnswer, rememberAnswers } from '@module-images/core'
import {
  type GitPlace,
  type GitRepository,
  findCommit,
  findRepository,
  listTree,
  readPrefix,
  submodulePlace,
  type TreeFile,
} from '@module-images/git'

/** A file of the commit, and the repository it belongs to: a submodule's is another. */
export interface CommittedFile {
  readonly entry: TreeFile
  /** `entry.path` counts from its root. */
  readonly place: GitPlace
  readonly repository: GitRepository
}

/** What a commit has under a path. */
export type TreeAnswer =
  | { readonly kind: 'file'; readonly file: CommittedFile }
  | { readonly kind: 'folder' }
  | { readonly kind: 'missing' }
  /** The `.git` of a submodule that is at its commit. */
  | { readonly kind: 'submodule-git' }
  /** It lies in a submodule that is not at the commit that this one names. */
  | { readonly kind: 'submodule-moved'; readonly submodule: string }

/**
 * A commit's files, listed once; submodules, and what lies beside the workspace, when they are asked for. Paths are posix, from the workspace
 * root.
 */
export interface CommitTree {
  find(path: string): Promise<TreeAnswer>
  /** All below a folder, with those of submodules; one that is not at the commit is a single entry of kind `commit`. */
  below(folder: string): Promise<TreeFile[]>
  /** A submodule that a folder lies in, or that lies in it. */
  submoduleAt(folder: string): string | undefined
}

interface Repository {
  readonly place: GitPlace
  readonly repository: GitRepository
  readonly files: ReadonlyMap<string, TreeFile>
  /** Each folder with all files below it; `''` is the repository's own. */
  readonly folders: ReadonlyMap<string, readonly TreeFile[]>
}

/** @param commit undefined for a branch without one, which has no file */
export async function openCommitTree(place: GitPlace, repository: GitRepository, commit: string | undefined): Promise<CommitTree> {
  const top = await openRepository(place, repository, commit)
  const submodules = rememberAnswers<Repository | undefined>()
  const open = (at: Repository, gitlink: TreeFile) => {
    const folder = `${at.place.root}/${gitlink.path}`
    return submodules.get(folder, () => openSubmodule(submodulePlace(at.place, gitlink.path), gitlink.id))
  }
  const openAround = rememberAnswer(async () => {
    const prefix = await readPrefix(place)
    const root = join(place.root, ...prefix.split('/').map(() => '..'))
    return prefix === '' ? undefined : { prefix, tree: await openCommitTree({ ...place, root }, repository, commit) }
  })
  /** What lies beside the workspace in its repository, where a link led. */
  const findAround = async (path: string): Promise<TreeAnswer> => {
    const around = await openAround()
    return around === undefined ? { kind: 'missing' } : around.tree.find(posix.join(around.prefix, path))
  }
  const listBelow = async (at: Repository, folder: string): Promise<TreeFile[]> => {
    const lists = (at.folders.get(folder) ?? []).map(async (entry) => {
      const submodule = entry.kind === 'commit' ? await open(at, entry) : undefined
      if (submodule === undefined) return [entry]
      return (await listBelow(submodule, '')).map((file) => ({ ...file, path: `${entry.path}/${file.path}` }))
    })
    return (await Promise.all(lists)).flat()
  }
  /** The repository that has what lies at a path, and the path there; `above` leads to it. */
  const locate = async (path: string): Promise<Located | Moved> => {
    let [at, above, rest] = [top, '', path]
    for (;;) {
      const gitlink = findGitlink(at, rest)
      if (gitlink === undefined) return { kind: 'located', at, above, rest }
      const submodule = await open(at, gitlink)
      if (submodule === undefined) return { kind: 'submodule-moved', submodule: `${above}${gitlink.path}`, gitlink }
      above += `${gitlink.path}/`
      ;[at, rest] = [submodule, rest.slice(gitlink.path.length + 1)]
    }
  }
  return {
    async find(path) {
      if (path.startsWith('../')) return findAround(path)
      const found = await locate(path)
      if (found.kind === 'submodule-moved') return found
      return found.at !== top && found.rest === '.git' ? { kind: 'submodule-git' } : answer(found.at, found.rest)
    },
    async below(folder) {
      const found = await locate(folder)
      if (found.kind === 'submodule-moved') return [{ ...found.gitlink, path: found.submodule }]
      return (await listBelow(found.at, found.rest)).map((file) => ({ ...file, path: `${found.above}${file.path}` }))
    },
    submoduleAt(folder) {
      const gitlink = findGitlink(top, folder) ?? top.folders.get(folder)?.find(({ kind }) => kind === 'commit')
      return gitlink?.path
    },
  }
}

interface Located {
  readonly kind: 'located'
  readonly at: Repository
  readonly above: string
  readonly rest: string
}

interface Moved {
  readonly kind: 'submodule-moved'
  readonly submodule: string
  readonly gitlink: TreeFile
}

async function openRepository(place: GitPlace, repository: GitRepository, commit: string | undefined): Promise<Repository> {
  const list = commit === undefined ? [] : await listTree(place, commit)
  const folders = new Map<string, TreeFile[]>()
  for (const file of list) {
    for (const folder of ['', ...foldersAbove(file.path)]) {
      const below = folders.get(folder)
      if (below) below.push(file)
      else folders.set(folder, [file])
    }
  }
  return { place, repository, files: new Map(list.map((file) => [file.path, file])), folders }
}

/** Undefined where its checkout is at another commit, or not there: git then answers for the repository around it. */
async function openSubmodule(place: GitPlace, commit: string): Promise<Repository | undefined> {
  if (!existsSync(place.root)) return undefined
  const repository = await findRepository(place)
  if (repository === undefined || (await findCommit(place, 'HEAD')) !== commit) return undefined
  return openRepository(place, repository, commit)
}

/** The submodule that a path is or lies in, the outermost. */
function findGitlink({ files }: Repository, path: string): TreeFile | undefined {
  for (const folder of [...foldersAbove(path), path]) {
    const entry = files.get(folder)
    if (entry?.kind === 'commit') return entry
  }
  return undefined
}

function answer({ place, repository, files, folders }: Repository, path: string): TreeAnswer {
  const entry = files.get(path)
  if (path === '') return { kind: 'folder' }
  if (entry !== undefined) return { kind: 'file', file: { entry, place, repository } }
  return { kind: folders.has(path) ? 'folder' : 'missing' }
}

/** `a/b/c` lies in `a` and `a/b`. */
export function foldersAbove(path: string): string[] {
  const parts = path.split('/').slice(0, -1)
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'))
}
