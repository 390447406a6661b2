import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { unwritableFile } from '../../files/unwritable-file.js'

/** Of the workspace, posix. No build output of anybody else's, and ignored by git and Nx. */
const PARENT = 'dist/at'

/** Where a commit's files and the results of one run go. */
export interface CommitFolder {
  /** Native absolute path. */
  readonly path: string
  /** From the workspace, posix. */
  readonly shown: string
}

/**
 * Makes a folder of a run's own, `dist/at/4f0c2d9a1be7`, with a number where there is one already: what an earlier run wrote stays.
 *
 * @throws ModuleImagesError `unwritable-file`
 */
export async function makeCommitFolder(workspaceRoot: string, commit: string): Promise<CommitFolder> {
  const parent = join(workspaceRoot, PARENT)
  try {
    await mkdir(parent, { recursive: true })
    // A repository need not ignore dist, and Nx would find every project twice.
    await writeFile(join(parent, '.gitignore'), '*\n')
    for (let count = 1; ; count += 1) {
      const name = count === 1 ? commit.slice(0, 12) : `${commit.slice(0, 12)}-${count}`
      if (await makeNew(join(parent, name))) return { path: join(parent, name), shown: `${PARENT}/${name}` }
    }
  } catch (cause) {
    throw unwritableFile(PARENT, cause)
  }
}

/** @returns false where it is there already */
async function makeNew(path: string): Promise<boolean> {
  try {
    await mkdir(path)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}
