import { rm } from 'node:fs/promises'
import { relative } from 'node:path'
import { type GitPlace, writeCommit } from '@module-images/git'
import { createWorkingTree, openWorkspaceFrom, readWorkspaceFrom, type Workspace } from '@module-images/workspace'
import { findAt, type Revision, readRevision } from '../../history/default-base.js'
import { prepareReceipts } from '../../receipts/receipts.js'
import { type OpenSession, openSession, type SessionContext } from '../../tasks/open-session.js'
import { type CommitFolder, makeCommitFolder } from './commit-folder.js'
import { findCommitImage } from './commit-image.js'
import type { PastPlace } from './start-container.js'
import { type FileMarks, listWritten, markFiles } from './written-files.js'

/** A revision to run, as on the command line. */
export interface CommitOptions {
  readonly at: string
  /** Build what is not there, without a question. */
  readonly yes: boolean
}

/** A session over the files of another commit, written out beside the checkout. */
export type CommitSession = OpenSession & { readonly past: PastPlace }

/** What a session over a commit takes of the process. */
export type CommitContext = Omit<SessionContext, 'commit'> & { readonly workspaceRoot: string }

/**
 * Writes a commit into a folder of its own and runs something in the image that its module had: code, options and image are all of then. What
 * was written is told at the end. The folder goes again where nothing was run or written: it has all of the commit, and each run makes another.
 *
 * @param name of the module, or its folder, as the commit has it
 * @param work gets the session and the module's image, ready
 * @throws ModuleImagesError `bad-revision`, `no-image-at`, and whatever building and pulling throw
 */
export async function withCommit(
  { at, yes }: CommitOptions,
  context: CommitContext,
  nameOf: (workspace: Workspace) => string,
  work: (session: CommitSession) => Promise<number>,
): Promise<number> {
  const place: GitPlace = { root: context.workspaceRoot, env: context.env, signal: context.signal }
  const revision = await readRevision(place, at)
  const folder = await makeCommitFolder(context.workspaceRoot, revision.commit)
  let before: FileMarks | undefined
  let isKept = false
  try {
    const workspace = await openCommit(place, revision, { folder, log: context.log })
    const name = findAt(revision, () => nameOf(workspace))
    const commit = { id: revision.commit, checkout: place.root }
    const session = openSession(workspace, { ...context, environment: { ...context.environment, ci: false }, commit })
    try {
      prepareReceipts(workspace.root)
      const load = await findCommitImage(session, name, { place, revision, yes })
      before = await markFiles(folder.path)
      // From here on until it is known that nothing was written.
      isKept = true
      context.log(`${name}  files and results: ${folder.shown}`)
      return await work({ ...session, past: { checkout: place.root, load } })
    } finally {
      await session.close()
      if (before !== undefined) {
        const written = listWritten(before, await markFiles(folder.path))
        isKept = written.length > 0
        context.log(renderWritten(name, folder, written))
      }
    }
  } finally {
    if (!isKept) await rm(folder.path, { recursive: true, force: true })
  }
}

/** Reads the workspace of a commit once its files are there, and tells what is not known of it. */
async function openCommit(
  place: GitPlace,
  { name, commit }: Revision,
  { folder, log }: { readonly folder: CommitFolder; readonly log: (line: string) => void },
): Promise<Workspace> {
  const { root, missing } = await writeCommit(place, commit, folder.path)
  for (const path of missing)
    log(`note: the submodule ${relative(folder.path, path)} is not fetched at the commit of ${name}; its folder is empty`)
  const files = createWorkingTree(root)
  let asked = false
  const workspace = await openWorkspaceFrom(files, async () => {
    asked = true
    return []
  })
  if (!asked) return workspace
  log(`note: of ${name}, only what nx.json and the modules' own files say is known, and not what tokens, packages and other plugins say`)
  return readWorkspaceFrom(files)
}

/** As many names as fit on a screen. */
const SHOWN = 20

function renderWritten(name: string, { shown }: CommitFolder, written: readonly string[]): string {
  if (written.length === 0) return `${name}  wrote no files: ${shown} is removed`
  const more = written.length > SHOWN ? [`  and ${written.length - SHOWN} more`] : []
  return [
    `${name}  wrote ${written.length} ${written.length === 1 ? 'file' : 'files'}:`,
    ...written.slice(0, SHOWN).map((path) => `  ${shown}/${path}`),
    ...more,
  ].join('\n')
}
