import { ModuleImagesError } from '@module-images/core'
import { type GitPlace, gitRequest } from './git-command.js'
import { parseRemoteUrl } from './remote-url.js'
import { runProcess } from './run.js'

/** What git knows of a checkout; a field is left out where git or the repository does not say. */
export interface GitFacts {
  /** 40 or 64 hex digits. */
  readonly commit?: string
  /** ISO 8601, of the committer: `2026-01-02T03:04:05+00:00`. */
  readonly commitTime?: string
  /** Of `origin`, as a page to open, without any sign-in. */
  readonly remoteUrl?: string
  /** True when tracked files differ from the commit, or others lie beside them. */
  readonly dirty?: boolean
}

/** Reads git's facts in three processes side by side; none of them writes, and no program that the repository names is run. */
export async function readGitFacts(
  root: string,
  options: { readonly env?: NodeJS.ProcessEnv; readonly signal?: AbortSignal } = {},
): Promise<GitFacts> {
  const git = (...args: string[]) => runGit({ root, ...options }, args)
  const [head, remote, status] = await Promise.all([
    git('log', '-1', '--no-show-signature', '--format=%H%n%cI', 'HEAD'),
    git('config', '--get', 'remote.origin.url'),
    git('status', '--porcelain', '--ignore-submodules=all'),
  ])
  const [commit, commitTime] = head?.trim().split('\n') ?? []
  const remoteUrl = remote === undefined ? undefined : parseRemoteUrl(remote)
  return {
    ...(commit ? { commit } : {}),
    ...(commitTime ? { commitTime } : {}),
    ...(remoteUrl === undefined ? {} : { remoteUrl }),
    ...(status === undefined ? {} : { dirty: status.trim() !== '' }),
  }
}

/** Output of a git command; undefined when it fails or git is not installed. */
async function runGit(place: GitPlace, args: readonly string[]): Promise<string | undefined> {
  try {
    const result = await runProcess({ ...gitRequest(place, args), timeoutMs: 30_000 })
    return result.exitCode === 0 && result.stoppedBy === undefined ? result.stdout : undefined
  } catch (error) {
    if (error instanceof ModuleImagesError && error.code === 'command-not-found') return undefined
    throw error
  }
}
