import { type ChangedPath, type GitPlace, listChanges, resolveCommit } from '@module-images/engine'
import { readDefaultBranch, readMergeBase, readRevision } from '../revision/default-base.js'

/** Between what a plan looks for changes, as `nx affected` names it. */
export interface ChangeRange {
  /** Default: `NX_BASE`, then the default branch. */
  readonly base: string | undefined
  /** Default: `NX_HEAD`, then the working tree with all that is not committed. */
  readonly head: string | undefined
  /** `defaultBase` of nx.json. */
  readonly defaultBase: string | undefined
}

/** What changed since the two parted; paths count from the workspace root. */
export async function readChangedFiles(place: GitPlace, range: ChangeRange): Promise<ChangedPath[]> {
  const { NX_BASE, NX_HEAD } = place.env ?? {}
  const [base, head] = [range.base ?? (NX_BASE || undefined), range.head ?? (NX_HEAD || undefined)]
  const start = base === undefined ? await readDefaultBranch(place, range.defaultBase) : await readRevision(place, base)
  const end = await resolveCommit(place, head ?? 'HEAD')
  const { commit } = await readMergeBase(place, start, end)
  return listChanges(place, commit, head === undefined ? undefined : end)
}
