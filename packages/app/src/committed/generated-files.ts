import { readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { rememberAnswers } from '@module-images/core'
import { type GitPlace, listUntracked, type TreeFile } from '@module-images/git'
import { Minimatch } from 'minimatch'
import { compareFiles } from './compare-files.js'
import type { CommitTree } from './commit-tree.js'
import type { GeneratingTask, GeneratingTasks } from './generating-tasks.js'
import type { KeyFile } from './key-files.js'
import { statIfPresent } from './stat-if-present.js'

/** Judges files that the commit does not have. */
export interface GeneratedFiles {
  /** Undefined for a file that a task before the module's build made of committed files; else a clause that says why it does not count. */
  judge(module: string, path: string): Promise<string | undefined>
}

/** @param place the workspace root */
export function createGeneratedFiles(place: GitPlace, tree: CommitTree, tasksOf: GeneratingTasks): GeneratedFiles {
  const changes = rememberAnswers<string | undefined>()
  const changeOf = (task: GeneratingTask) => changes.get(task.id, () => findProjectChange(place, tree, task))
  return {
    async judge(module, path) {
      const task = tasksOf(module).find(({ outputs }) => isOutput(outputs, path))
      if (task === undefined) return 'is in no commit'
      const change = await changeOf(task)
      return change === undefined ? undefined : `made by ${task.id}, which works on ${change}`
    },
  }
}

/** What of the task's projects is not as in the commit, in words; what tasks make does not count, and all else does, an input or not. */
async function findProjectChange(place: GitPlace, tree: CommitTree, task: GeneratingTask): Promise<string | undefined> {
  const submodule = task.roots.map((root) => tree.submoduleAt(root)).find((path) => path !== undefined)
  if (submodule !== undefined) return `the submodule ${submodule}, which may hold more than its commit`
  const path = (await findTrackedChange(place, tree, task.roots)) ?? (await findNewFile(place, task))
  return path === undefined ? undefined : `${path}, which is not as in the commit`
}

async function findTrackedChange(place: GitPlace, tree: CommitTree, roots: readonly string[]): Promise<string | undefined> {
  const tracked = (await Promise.all(roots.map((root) => tree.below(root)))).flat()
  const entries = [...new Map(tracked.map((entry) => [entry.path, entry])).values()]
  const here = entries.map((entry) => readFile(place.root, entry))
  const gone = here.indexOf(undefined)
  if (gone >= 0) return entries[gone]?.path
  const files = here.flatMap((file) => file ?? [])
  return (await compareFiles(place.root, tree, files))[0]?.path
}

async function findNewFile(place: GitPlace, { outputs, outputsBefore, roots }: GeneratingTask): Promise<string | undefined> {
  const made = [...outputs, ...outputsBefore]
  return (await listUntracked(place, roots)).find((path) => !isOutput(made, path))
}

/** What is in the place of a tracked file, if that can be it. */
function readFile(root: string, { path, kind }: TreeFile): KeyFile | undefined {
  const native = join(root, path)
  const stats = statIfPresent(native)
  if (kind === 'symlink') return stats?.isSymbolicLink() === true ? { kind, path, target: readlinkSync(native) } : undefined
  if (stats?.isFile() !== true) return undefined
  return { kind: 'file', path, executable: (stats.mode & 0o100) !== 0 }
}

/** Outputs name files, folders with all that is in them, or globs of either; one that begins with `!` takes back. */
function isOutput(outputs: readonly string[], path: string): boolean {
  const matches = (pattern: string) => {
    const plain = pattern.replace(/\/+$/, '')
    return [plain, `${plain}/**`].some((glob) => new Minimatch(glob, { dot: true, nonegate: true, nocomment: true }).match(path))
  }
  const [taken, given] = [outputs.filter((output) => output.startsWith('!')), outputs.filter((output) => !output.startsWith('!'))]
  return given.some(matches) && !taken.some((output) => matches(output.slice(1)))
}
