import { visibleLine } from '@module-images/core'
import type { Tree } from '@nx/devkit'
import { openWorkspaceFrom } from '@module-images/workspace'
import { askNx } from '../../ask-nx.js'
import { withShownErrors } from '../with-shown-errors.js'
import { createTreeFiles } from './tree-files.js'
import { warnOfSkipped } from './warn-of-skipped.js'
import { formatWritten, type WrittenWorkflows, writeWorkflows } from './write-workflows.js'

/** What Nx shows of a sync generator whose files are not as they should be; nothing where they are. */
interface SyncResult {
  readonly outOfSyncMessage?: string
  readonly outOfSyncDetails?: string[]
}

/** `nx sync` writes what this leaves in the tree; `nx sync:check` fails if there is anything. */
export default async function syncGenerator(tree: Tree): Promise<SyncResult> {
  return withShownErrors(async () => {
    // Nothing is in the tree yet, so that Nx may be asked.
    const written = writeWorkflows(tree, await openWorkspaceFrom(createTreeFiles(tree), askNx))
    warnOfSkipped(written)
    await formatWritten(tree, written)
    return describe(written)
  })
}

function describe({ created, updated, removed, misplaced }: WrittenWorkflows): SyncResult {
  const details = [
    ...created.map((path) => `  ${path}: missing`),
    ...updated.map((path) => `  ${path}: not what nx.json and the modules ask for; an edit by hand is undone by the command`),
    ...removed.map((path) => `  ${path}: its module is gone, or has nothing to run any more`),
    ...misplaced.map((path) => `  ${path}: GitHub reads workflows at the top of the repository only`),
  ]
  if (details.length === 0) return {}
  return {
    outOfSyncMessage: 'The GitHub workflows are not those of the modules. To write them anew, run: npx nx sync',
    outOfSyncDetails: details.map(visibleLine),
  }
}
