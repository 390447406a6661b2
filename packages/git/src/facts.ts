import { ModuleImagesError } from '@module-images/core'
import { type GitPlace, readGit } from './git-command.js'
import { findRepository, type GitRepository } from './repository.js'
import { parseRemoteUrl } from './remote-url.js'

/** What git knows of a checkout; a field is left out where there is no such thing. */
export interface GitFacts {
  readonly repository?: GitRepository
  /** 40 or 64 hex digits. */
  readonly commit?: string
  /** ISO 8601, of the committer: `2026-01-02T03:04:05+00:00`. */
  readonly commitTime?: string
  /** Of `origin`, as a page to open, without any sign-in. */
  readonly remoteUrl?: string
}

/**
 * Reads git's facts; nothing is written, and no program that the repository names is run.
 *
 * @param commit the object id of another commit than the one that is checked out
 * @returns nothing outside a repository
 * @throws ModuleImagesError `repository-unreadable`, `git-failed`: what is there and cannot be read is never taken for absent
 */
export async function readGitFacts(root: string, options: Pick<GitPlace, 'env' | 'signal'> = {}, commit = 'HEAD'): Promise<GitFacts> {
  const place = { root, ...options }
  const repository = await findRepository(place)
  if (repository === undefined) return {}
  const [head, remote] = await Promise.all([readHead(place, commit), readGit(place, ['config', '--get', 'remote.origin.url'])])
  const [id, commitTime] = head?.trim().split('\n') ?? []
  const remoteUrl = remote === undefined ? undefined : parseRemoteUrl(remote)
  return {
    repository,
    ...(id ? { commit: id } : {}),
    ...(commitTime ? { commitTime } : {}),
    ...(remoteUrl === undefined ? {} : { remoteUrl }),
  }
}

/** A repository, and the commit that is checked out; none on a branch without one. */
export interface GitCheckout {
  readonly repository: GitRepository
  readonly commit?: string | undefined
}

/**
 * The same of a checkout as {@link readGitFacts}, without what only labels need: mostly by one process.
 *
 * @returns undefined outside a repository
 * @throws ModuleImagesError `repository-unreadable`, `git-failed`
 */
export async function readCheckout(place: GitPlace): Promise<GitCheckout | undefined> {
  const quick = await readGit(place, ['rev-parse', '--show-object-format', 'HEAD']).catch(() => undefined)
  const [, format, head] = /^(sha1|sha256)\n([0-9a-f]{40,64})\n$/.exec(quick ?? '') ?? []
  if (head !== undefined) return { repository: { objectFormat: format === 'sha256' ? 'sha256' : 'sha1' }, commit: head }
  // A branch without a commit, no repository, an old git, or one that cannot be read: each asked for by itself.
  const { repository, commit } = await readGitFacts(place.root, place)
  return repository && { repository, commit }
}

/** Whether tracked files below the folder differ from the commit, or others lie beside them, in submodules too; false outside a repository. */
export async function hasUncommittedFiles(place: GitPlace): Promise<boolean> {
  if ((await findRepository(place)) === undefined) return false
  const status = await readGit(place, ['status', '--porcelain', '--ignore-submodules=none', '--', '.'])
  return status !== undefined && status.trim() !== ''
}

async function readHead(place: GitPlace, commit: string): Promise<string | undefined> {
  try {
    return await readGit(place, ['log', '-1', '--no-show-signature', '--format=%H%n%cI', commit])
  } catch (error) {
    if (error instanceof ModuleImagesError && error.code === 'git-failed' && (await isUnborn(place))) return undefined
    throw error
  }
}

/** A branch without a commit yet resolves to none, and git names it; it does not where the ref is broken. */
async function isUnborn(place: GitPlace): Promise<boolean> {
  if ((await readGit(place, ['rev-parse', '--verify', '--quiet', 'HEAD'])) !== undefined) return false
  return readGit(place, ['symbolic-ref', '--quiet', 'HEAD']).then(
    (ref) => ref !== undefined,
    () => false,
  )
}
