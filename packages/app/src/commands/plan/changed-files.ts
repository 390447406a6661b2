import { join, posix } from 'node:path'
import { type ChangedPath, type GitPlace, listChanges, readPrefix, resolveCommit } from '@module-images/git'
import { readDefaultBranch, readMergeBase, readRevision } from '../../history/default-base.js'

/** Between what a plan looks for changes, as `nx affected` names it. */
export interface ChangeRange {
  /** Default: `NX_BASE`, then the default branch. */
  readonly base: string | undefined
  /** Default: `NX_HEAD`, then the working tree with all that is not committed. */
  readonly head: string | undefined
  /** `defaultBase` of nx.json. */
  readonly defaultBase: string | undefined
  /** Whether what changed beside the workspace in its repository is wanted, too. */
  readonly beside: boolean
}

/** What changed since the two parted; paths count from the workspace root. */
export async function readChangedFiles(place: GitPlace, range: ChangeRange): Promise<ChangedPath[]> {
  const { NX_BASE, NX_HEAD } = place.env ?? {}
  const [base, head] = [range.base ?? (NX_BASE || undefined), range.head ?? (NX_HEAD || undefined)]
  const start = base === undefined ? await readDefaultBranch(place, range.defaultBase) : await readRevision(place, base)
  const end = await resolveCommit(place, head ?? 'HEAD')
  const { commit } = await readMergeBase(place, start, end)
  const list = range.beside ? listAround : listChanges
  return list(place, commit, head === undefined ? undefined : end)
}

/** Of the whole repository, with paths from the place's folder all the same. */
async function listAround(place: GitPlace, base: string, head: string | undefined): Promise<ChangedPath[]> {
  const folder = await readPrefix(place)
  const root = join(place.root, posix.relative(`/${folder}`, '/'))
  const changes = await listChanges({ ...place, root }, base, head)
  return changes.map((change) => ({ ...change, path: posix.relative(`/${folder}`, `/${change.path}`) }))
}
