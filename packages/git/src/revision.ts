import { ModuleImagesError, renderSuggestion } from '@module-images/core'
import { type GitPlace, parseNames, readGit } from './git-command.js'

/** One file of a commit's tree. Git keeps no folders without files. */
export interface TreeFile {
  /** From the place's folder, posix. */
  readonly path: string
  /** `commit` is a submodule. */
  readonly kind: 'file' | 'executable' | 'symlink' | 'commit'
  /** Object id, hex. */
  readonly id: string
}

/**
 * The commit that a revision as people write it names: a branch, a tag, `HEAD~2`. Commands that follow get only its id, so that
 * no revision is ever taken for an option.
 *
 * @throws ModuleImagesError `bad-revision`; `git-failed` outside a repository
 */
export async function resolveCommit(place: GitPlace, revision: string): Promise<string> {
  const commit = await findCommit(place, revision)
  if (commit !== undefined) return commit
  const suggestion = renderSuggestion(revision, await listNames(place))
  const fetch = 'In a shallow clone, fetch it first: git fetch --unshallow'
  throw badRevision(revision, 'is not a commit of this repository', suggestion === undefined ? fetch : `${suggestion}\n${fetch}`)
}

/** Branches, also of remotes, and tags. */
async function listNames(place: GitPlace): Promise<string[]> {
  const text = (await readGit(place, ['for-each-ref', '--format=%(refname:short)', 'refs/heads', 'refs/tags', 'refs/remotes'])) ?? ''
  return text.split('\n').filter((name) => name !== '')
}

/** The same, `undefined` where there is no such commit here. @throws ModuleImagesError `bad-revision` for a text that is none */
export async function findCommit(place: GitPlace, revision: string): Promise<string | undefined> {
  const wrong = revision === '' || revision.startsWith('-') || /[\0\n\r]/.test(revision)
  if (wrong) throw badRevision(revision, 'is not a revision', 'Name a branch, a tag or a commit.')
  const text = await readGit(place, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`])
  return text?.trim()
}

/** The last commit that two have in common, if they have one here. Arguments are ids from {@link resolveCommit}. */
export async function findMergeBase(place: GitPlace, a: string, b: string): Promise<string | undefined> {
  const text = await readGit(place, ['merge-base', a, b])
  return text?.trim().split('\n')[0]
}

/** Whether a commit is the other, or among what led to it. Arguments are ids from {@link resolveCommit}. */
export async function isAncestor(place: GitPlace, commit: string, other: string): Promise<boolean> {
  return (await readGit(place, ['merge-base', '--is-ancestor', commit, other])) !== undefined
}

/** Tags, with the commits that they name: `v1.2.0`. Those of anything else are left out. */
export async function listTags(place: GitPlace): Promise<ReadonlyMap<string, string>> {
  // The second pair is what an annotated tag stands for.
  const format = '%(objectname) %(objecttype) %(*objectname) %(*objecttype) %(refname:lstrip=2)'
  const lines = ((await readGit(place, ['for-each-ref', `--format=${format}`, 'refs/tags'])) ?? '').split('\n')
  const found = lines.flatMap((line): [string, string][] => {
    const [id = '', kind, target = '', targetKind, tag = ''] = line.split(' ')
    if (kind === 'commit') return [[tag, id]]
    return targetKind === 'commit' ? [[tag, target]] : []
  })
  return new Map(found)
}

/** Every file below the place's folder in a commit, from git's objects: nothing is checked out. */
export async function listTree(place: GitPlace, commit: string): Promise<TreeFile[]> {
  const text = (await readGit(place, ['ls-tree', '-r', '-z', commit])) ?? ''
  return parseNames(text).flatMap(parseTreeFile)
}

/** Files below these folders (posix, from the place's folder) that git neither has nor ignores. */
export async function listUntracked(place: GitPlace, folders: readonly string[]): Promise<string[]> {
  if (folders.length === 0) return []
  const paths = folders.map((folder) => (folder === '' ? '.' : folder))
  const args = ['--literal-pathspecs', 'ls-files', '-z', '--others', '--exclude-standard', '--', ...paths]
  return parseNames((await readGit(place, args)) ?? '')
}

/** Modes: https://git-scm.com/docs/gitdatamodel#tree */
const KINDS: Readonly<Record<string, TreeFile['kind']>> = { '120000': 'symlink', '160000': 'commit', '100755': 'executable' }

/** `<mode> <type> <id>\t<path>`, see https://git-scm.com/docs/git-ls-tree#_output_format */
function parseTreeFile(line: string): TreeFile[] {
  const tab = line.indexOf('\t')
  const [mode = '', , id = ''] = line.slice(0, tab).split(' ')
  return [{ path: line.slice(tab + 1), kind: KINDS[mode] ?? 'file', id }]
}

function badRevision(revision: string, why: string, fix: string): ModuleImagesError {
  return new ModuleImagesError({ code: 'bad-revision', kind: 'input', message: `'${revision}' ${why}.`, fix })
}
