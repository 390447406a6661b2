import { ModuleImagesError } from '@module-images/core'
import { readSyncPlan } from '@module-images/app'
import { readWorkspaceFrom, type Workspace } from '@module-images/workspace'
import { formatFiles, type Tree } from '@nx/devkit'
import { createTreeFiles } from './tree-files.js'

/** What became of files, by their paths from the workspace root. */
export interface WrittenWorkflows {
  readonly created: readonly string[]
  readonly updated: readonly string[]
  readonly removed: readonly string[]
  readonly misplaced: readonly string[]
  /** Written by hand in place of one that runs modules, and left as they are. */
  readonly kept: readonly { readonly file: string; readonly hasSuccessor: boolean }[]
  /** Calls, in files written by hand, of workflows that are not there or cannot be called: `file:line` and what is called. */
  readonly brokenCalls: readonly { readonly place: string; readonly called: string }[]
}

/**
 * Puts the workflows of all modules into the tree, and an entry for their actions into Dependabot's settings; removes those of modules
 * that are gone. They lie at the top of the git repository, be it above the workspace: Nx's tree reads and writes there by `../`. Files
 * without the generated line are never removed nor written over, nor those of another workspace of the repository.
 *
 * @throws ModuleImagesError `foreign-workflow` for a file that is not generated in the way of one that builds or publishes images; and what `readSyncPlan` throws.
 *   The tree is as it was then.
 * @param workspace as it will be, with what is in the tree
 */
export function writeWorkflows(tree: Tree, workspace: Workspace = readWorkspaceFrom(createTreeFiles(tree))): WrittenWorkflows {
  const plan = readSyncPlan(workspace)
  const { folder, dependabot, dependabotFile, misplaced } = plan
  const at = (name: string) => `${folder}/${name}`
  const [inTheWay] = plan.foreign
  if (inTheWay !== undefined) throw foreignWorkflow(at(inTheWay.file), inTheWay.ofOtherWorkspace)
  for (const [name, text] of [...plan.missing, ...plan.changed]) tree.write(at(name), text)
  if (dependabot !== undefined) tree.write(dependabotFile, dependabot.text)
  const removed = plan.leftover.map(at)
  for (const path of [...removed, ...misplaced]) tree.delete(path)
  const settings = (state: 'missing' | 'changed') => (dependabot?.state === state ? [dependabotFile] : [])
  return {
    created: [...[...plan.missing.keys()].map(at), ...settings('missing')],
    updated: [...[...plan.changed.keys()].map(at), ...settings('changed')],
    ...{ removed, misplaced },
    kept: plan.kept.map(({ file, hasSuccessor }) => ({ file: at(file), hasSuccessor })),
    brokenCalls: plan.brokenCalls.map(({ file, line, called }) => ({ place: `${at(file)}:${line}`, called })),
  }
}

/**
 * Lays out what was written as the workspace's own formatter does, so that its check passes. What it makes of a file is no edit for the next sync.
 */
export async function formatWritten(tree: Tree, { created, updated }: WrittenWorkflows): Promise<void> {
  if (created.length + updated.length > 0) await formatFiles(tree)
}

function foreignWorkflow(file: string, ofOtherWorkspace: boolean): ModuleImagesError {
  const [message, fix] = ofOtherWorkspace
    ? [
        'The workflow of this name is that of another workspace of this repository, and a repository has one set of workflows.',
        `If that workspace is gone, remove its workflows: git rm ${file}; then run: npx nx sync`,
      ]
    : [
        'A workflow of this name is to be generated, but the one that is there was written by hand, or has lost its first line.',
        `Rename it if it is wanted, or remove it: git rm ${file}; then run: npx nx sync`,
      ]
  return new ModuleImagesError({ code: 'foreign-workflow', kind: 'input', message, place: { file }, fix })
}
