import { join } from 'node:path'
import { type CommittedState, type ContentKey, rememberAnswer, rememberAnswers, type UncommittedFile } from '@module-images/core'
import { type GitPlace, readCheckout } from '@module-images/git'
import type { ContentKeys, Workspace } from '@module-images/workspace'
import { compareFiles } from './compare-files.js'
import { type CommitTree, foldersAbove, openCommitTree } from './commit-tree.js'
import { createGeneratedFiles, type GeneratedFiles } from './generated-files.js'
import type { GeneratingTasks } from './generating-tasks.js'
import { createKeyFileMatcher, type KeyedModule, listKeyFiles } from './key-files.js'
import { statIfPresent } from './stat-if-present.js'

/** Whether images are made of committed content; asked for an image when a tag of it is about to move. */
export interface CommittedContent {
  /** Begins to read the commit, for those who will ask. */
  prepare(): void
  /** @throws ModuleImagesError `repository-unreadable`, `git-failed` */
  stateOf(wanted: KeyedModule & { readonly key: ContentKey }): Promise<CommittedState>
}

/** For runs of no repository. */
export const NO_REPOSITORY: CommittedContent = { prepare: () => undefined, stateOf: async () => ({ kind: 'no-repository' }) }

/** For files that git wrote out of a commit. */
export const OF_A_COMMIT: CommittedContent = { prepare: () => undefined, stateOf: async () => ({ kind: 'committed' }) }

export interface CommittedContentParts {
  readonly workspace: Workspace
  readonly contentKeys: ContentKeys
  /** The workspace root. */
  readonly place: GitPlace
  readonly tasksOf: GeneratingTasks
}

interface Commit {
  readonly tree: CommitTree
  readonly generated: GeneratedFiles
}

/**
 * Compares what keys are made of with the commit that is checked out: each module once, with all that its key was made of and with the
 * modules it stands on. The commit's files are listed once for all of them.
 */
export function createCommittedContent(parts: CommittedContentParts): CommittedContent {
  const { workspace, contentKeys } = parts
  const open = rememberAnswer(() => openCommit(parts))
  const own = rememberAnswers<readonly UncommittedFile[]>()
  // Modules of the same content have one key, and each its own files.
  const ownChanges = (commit: Commit, keyed: KeyedModule & { readonly key: ContentKey }) =>
    own.get(`${keyed.module.name} ${keyed.key}`, () => findChanges(workspace, commit, keyed))
  return {
    prepare: () => void open().catch(() => undefined),
    async stateOf(wanted) {
      const commit = await open()
      if (commit === undefined) return { kind: 'no-repository' }
      const all = await Promise.all((await withParents(contentKeys, wanted)).map((keyed) => ownChanges(commit, keyed)))
      const files = [...new Map(all.flat().map((file) => [file.path, file])).values()]
      return files.length === 0 ? { kind: 'committed' } : { kind: 'uncommitted', files }
    },
  }
}

async function openCommit({ place, tasksOf }: CommittedContentParts): Promise<Commit | undefined> {
  const checkout = await readCheckout(place)
  if (checkout === undefined) return undefined
  const tree = await openCommitTree(place, checkout.repository, checkout.commit)
  return { tree, generated: createGeneratedFiles(place, tree, tasksOf) }
}

/** The module first, then those it stands on, each once. A broken one has no key, and neither has what stands on it. */
async function withParents<T extends KeyedModule & { readonly key: ContentKey }>(contentKeys: ContentKeys, wanted: T) {
  const found = new Map<string, KeyedModule & { readonly key: ContentKey }>([[wanted.module.name, wanted]])
  for (const { module } of found.values()) {
    for (const base of module.bases) {
      const parent = base.kind === 'module' && !found.has(base.module) ? await contentKeys.keyOf(base.module) : undefined
      if (parent?.kind === 'keyed') found.set(parent.module.name, parent)
    }
  }
  return [...found.values()]
}

async function findChanges(workspace: Workspace, { tree, generated }: Commit, keyed: KeyedModule): Promise<readonly UncommittedFile[]> {
  const { module } = keyed
  const files = await listKeyFiles(keyed)
  // A folder that the commit does not have is what lies in it, unless nothing does.
  const folders = new Set(files.flatMap(({ path }) => foldersAbove(path)))
  const changes = (await compareFiles(workspace.root, tree, files)).filter(({ path, untracked }) => !(untracked && folders.has(path)))
  const judged = changes.map(async ({ path, why, untracked }): Promise<UncommittedFile[]> => {
    const reason = untracked ? await generated.judge(module.name, path) : why
    return reason === undefined ? [] : [{ path, why: reason }]
  })
  const known = new Set(files.map(({ path }) => path))
  const isKeyFile = createKeyFileMatcher(keyed)
  const absent = (await tree.below(module.root === '.' ? '' : module.root)).filter(
    ({ path }) => !known.has(path) && isKeyFile(path) && statIfPresent(join(workspace.root, path)) === undefined,
  )
  return [...(await Promise.all(judged)).flat(), ...absent.map(({ path }) => ({ path, why: 'is in the commit, and not here' }))]
}
