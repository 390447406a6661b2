import { ModuleImagesError } from '@module-images/core'
import { findCommit, findMergeBase, type GitPlace, resolveCommit } from '@module-images/git'

/** A commit, and how a person would call it. */
export interface Revision {
  readonly name: string
  /** Object id, hex. */
  readonly commit: string
}

/** The revision somebody gave. @throws ModuleImagesError `bad-revision` */
export async function readRevision(place: GitPlace, name: string): Promise<Revision> {
  return { name, commit: await resolveCommit(place, name) }
}

/**
 * Looks for what somebody named among what a revision has.
 *
 * @throws ModuleImagesError what `find` throws, with the revision in it: the checkout may well have what was named
 */
export function findAt<T>({ name }: Pick<Revision, 'name'>, find: () => T): T {
  try {
    return find()
  } catch (error) {
    if (!(error instanceof ModuleImagesError)) throw error
    throw error.with({ message: `At ${name}: ${error.message}` })
  }
}

/**
 * The default branch: as nx.json names it, here or at origin; what origin's HEAD is; `main`. The first of these that there is.
 *
 * @param named `defaultBase` of nx.json
 * @throws ModuleImagesError `no-default-branch`
 */
export async function readDefaultBranch(place: GitPlace, named: string | undefined): Promise<Revision> {
  const names = [...(named === undefined ? [] : [named, `origin/${named}`]), 'origin/HEAD', 'main']
  for (const name of names) {
    const commit = await findCommit(place, name)
    if (commit !== undefined) return { name, commit }
  }
  throw new ModuleImagesError({
    code: 'no-default-branch',
    kind: 'input',
    message: `There is no branch to compare with: none of ${names.join(', ')} is here.`,
    fix: 'Name a revision, set defaultBase in nx.json, or fetch the branch; in GitHub Actions, check out with fetch-depth: 0.',
  })
}

/** Where a line of work left another; the other itself where they have nothing in common here, as for `nx affected`. */
export async function readMergeBase(place: GitPlace, base: Revision, head: string): Promise<Revision> {
  const commit = await findMergeBase(place, base.commit, head)
  return commit === undefined ? base : { name: `the merge base with ${base.name}`, commit }
}
