import { ModuleImagesError } from '@module-images/core'
import { type ProcessResult, runProcess } from '@module-images/process'
import { type GitPlace, gitRequest, readGit } from './git-command.js'
import { findRepository } from './repository.js'
import { findCommit } from './revision.js'

/** A branch of a remote, and the commit it is at. */
export interface RemoteTip {
  readonly branch: string
  /** 40 or 64 hex digits. */
  readonly commit: string
}

/** A remote that answers does so in seconds; one that waits for a password that nobody types never does. */
const TIMEOUT_MS = 30_000
/** Objects may be many. */
const FETCH_TIMEOUT_MS = 300_000

/** A remote's name, as `git remote add` takes it; a URL is none, since it may hold a password and would be in argv. */
const REMOTE_NAME = /^[A-Za-z0-9_][\w.-]*$/

/** Whether the repository has a remote of this name. False outside a repository. @throws ModuleImagesError `repository-unreadable` */
export async function hasRemote(place: GitPlace, remote: string): Promise<boolean> {
  const key = `remote.${checkRemote(remote)}.url`
  return (await findRepository(place)) !== undefined && (await readGit(place, ['config', '--get', key])) !== undefined
}

/** The branch that the checkout's own is set to follow, else its own name; undefined for a checkout of no branch. */
export async function readPublishedBranch(place: GitPlace): Promise<string | undefined> {
  const own = (await readGit(place, ['symbolic-ref', '--quiet', '--short', 'HEAD']))?.trim()
  if (own === undefined || own === '') return undefined
  const followed = (await readGit(place, ['config', '--get', `branch.${own}.merge`]))?.trim()
  return followed?.startsWith(HEADS) ? followed.slice(HEADS.length) : own
}

const HEADS = 'refs/heads/'

/**
 * Asks a remote where a branch is now. Nothing is prompted for, and nothing is written.
 *
 * @param remote a configured remote's name
 * @param branch the remote's default branch when left out
 * @returns undefined where the remote has no such branch
 * @throws ModuleImagesError `git-remote-failed` with git's own words, `bad-remote`, `bad-revision`
 */
export async function readRemoteTip(place: GitPlace, remote: string, branch?: string): Promise<RemoteTip | undefined> {
  const wanted = branch === undefined ? 'HEAD' : `${HEADS}${checkBranch(branch)}`
  const text = await askRemote(place, remote, ['ls-remote', '--quiet', '--symref', checkRemote(remote), wanted], TIMEOUT_MS)
  return parseRemoteTip(text, wanted)
}

/** Lines are `<id>\t<ref>` and `ref: <ref>\tHEAD`. https://git-scm.com/docs/git-ls-remote#_output */
export function parseRemoteTip(text: string, wanted: string): RemoteTip | undefined {
  const lines = text.split('\n').map((line) => line.split('\t'))
  const commit = lines.find(([id = '', ref]) => ref === wanted && /^[0-9a-f]{40,64}$/.test(id))?.[0]
  const ref = lines.find(([target = '', name]) => name === wanted && target.startsWith('ref: '))?.[0]?.slice('ref: '.length) ?? wanted
  if (commit === undefined) return undefined
  return { branch: ref.startsWith(HEADS) ? ref.slice(HEADS.length) : ref, commit }
}

/**
 * Brings a commit's objects here, if they are not. No branch, tag or FETCH_HEAD is written, and the repository's depth stays as it is.
 *
 * @param commit object id
 * @throws ModuleImagesError `git-remote-failed`
 */
export async function fetchCommit(place: GitPlace, remote: string, commit: string): Promise<void> {
  if ((await findCommit(place, commit)) !== undefined) return
  const quiet = ['--quiet', '--no-tags', '--no-write-fetch-head', '--no-auto-maintenance', '--no-recurse-submodules', '--refmap=']
  await askRemote(place, remote, ['fetch', ...quiet, checkRemote(remote), checkId(commit)], FETCH_TIMEOUT_MS)
}

/**
 * Commits that lead from one to another along first parents, the newest first, without the one they start from.
 *
 * @param from and `to` are object ids that are here
 * @param most how many at most
 */
export async function listCommitsBetween(place: GitPlace, from: string, to: string, most: number): Promise<string[]> {
  const text = await readGit(place, ['rev-list', '--first-parent', `--max-count=${most}`, checkId(to), `^${checkId(from)}`, '--'])
  return (text ?? '').split('\n').filter((line) => line !== '')
}

async function askRemote(place: GitPlace, remote: string, args: readonly string[], timeoutMs: number): Promise<string> {
  const env = { ...(place.env ?? process.env), GIT_TERMINAL_PROMPT: '0', GCM_INTERACTIVE: 'never' }
  const result = await runProcess({ ...gitRequest({ ...place, env }, args), inherit: false, timeoutMs })
  if (result.exitCode === 0 && result.stoppedBy === undefined) return result.stdout
  throw remoteFailed(remote, args[0] ?? '', result)
}

function remoteFailed(remote: string, command: string, { stderr, stoppedBy, exitCode }: ProcessResult): ModuleImagesError {
  // A URL with a sign-in in it is the user's choice, but a log is not the place for it.
  const words = stderr.trim().replace(/\/\/[^/@\s]*@/g, '//')
  const ended = stoppedBy === 'timeout' ? 'it did not answer in time' : `it ended with ${stoppedBy ?? `exit code ${exitCode}`}`
  return new ModuleImagesError({
    code: stoppedBy === 'abort' ? 'cancelled' : 'git-remote-failed',
    kind: stoppedBy === 'abort' ? 'environment' : 'remote',
    message: `git ${command} of the remote '${remote}' failed: ${words === '' ? ended : words}`,
    fix: `See what 'git ls-remote ${remote}' says.`,
  })
}

function checkId(id: string): string {
  if (/^[0-9a-f]{40,64}$/.test(id)) return id
  throw new ModuleImagesError({
    code: 'bad-revision',
    kind: 'input',
    message: `'${id}' is not the id of a commit.`,
    fix: 'Name it by its 40 hex digits: git rev-parse HEAD',
  })
}

function checkRemote(remote: string): string {
  if (REMOTE_NAME.test(remote)) return remote
  throw new ModuleImagesError({
    code: 'bad-remote',
    kind: 'input',
    message: `'${remote}' is not the name of a git remote.`,
    fix: "Name a remote as 'git remote' lists it: origin",
  })
}

/** Letters that a pattern or another ref would be made of are in no branch. https://git-scm.com/docs/git-check-ref-format */
function checkBranch(branch: string): string {
  const bad = branch === '' || branch.startsWith('-') || /[\s~^:?*[\\\p{Cc}]|\.\.|@\{|\/\/|^\/|\/$|\.lock$/u.test(branch)
  if (!bad) return branch
  throw new ModuleImagesError({
    code: 'bad-revision',
    kind: 'input',
    message: `'${branch}' is not the name of a branch.`,
    fix: 'Name a branch that the remote has: git branch --remotes',
  })
}
