import { ModuleImagesError } from '@module-images/core'
import type { GitPlace } from '@module-images/git'
import { type FileSource, NX_JSON, readDefaultBase, readWorkspaceFrom, type Workspace } from '@module-images/workspace'
import { openCommitFiles, type WantedFiles } from './commit-files.js'
import { readDefaultBranch, readMergeBase, readRevision, type Revision } from './default-base.js'

/** The revision somebody gave, else where the work at hand left the default branch. */
export async function readSince(place: GitPlace, since: string | undefined, workspace: Workspace): Promise<Revision> {
  if (since !== undefined) return readRevision(place, since)
  const branch = await readDefaultBranch(place, readDefaultBase(workspace.files))
  const head = await readRevision(place, 'HEAD')
  return readMergeBase(place, branch, head.commit)
}

/** What to say before two times are compared of which Nx can read one alone; nothing where files say all. */
export function noteOfRevision({ definedBy }: Workspace, { name }: Revision): string | undefined {
  if (definedBy === 'files') return undefined
  return `note: of ${name}, only what nx.json and the modules' own files say is known; what tokens, packages and other plugins say, Nx tells of the working tree alone`
}

/**
 * Hands on the workspace as it was at a revision; undefined where there was none. Its files can be read until the work is done.
 *
 * @param wanted files that will be read beside those that define modules
 */
export async function withWorkspaceAt<T>(
  place: GitPlace,
  since: Revision,
  wanted: WantedFiles | undefined,
  work: (then: Workspace | undefined) => Promise<T>,
): Promise<T> {
  const files = await openCommitFiles(place, since.commit, wanted)
  try {
    return await work(files.has(NX_JSON) ? readThen(files, since) : undefined)
  } finally {
    await files.close()
  }
}

/** A workspace that did not have the plugin had no modules. */
function readThen(files: FileSource, since: Revision): Workspace | undefined {
  try {
    return readWorkspaceFrom(files)
  } catch (error) {
    if (!(error instanceof ModuleImagesError)) throw error
    if (error.code === 'plugin-not-registered') return undefined
    throw error.with({ message: `At ${since.name}: ${error.message}`, fix: undefined })
  }
}
