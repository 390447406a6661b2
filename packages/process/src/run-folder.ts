import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ModuleImagesError } from '@module-images/core'
import { hostMark, isAlive } from './process-owner.js'

/** What a run keeps there: Docker configurations, what a build reports, git's index of another commit, and the way into a page. */
const KINDS = ['docker', 'build', 'index', 'page'] as const
export type RunFolderKind = (typeof KINDS)[number]

/**
 * Makes a temporary folder of this process's own, after removing those of processes that are gone. Mode 0700 from the first moment on, as
 * mkdtemp does. Whoever asked for it removes it.
 *
 * @returns its path
 * @throws ModuleImagesError `temp-folder`
 */
export async function makeRunFolder(kind: RunFolderKind, parent = tmpdir()): Promise<string> {
  await sweepRunFolders(parent)
  try {
    return await mkdtemp(join(parent, `${ownPrefix(kind)}${process.pid}-`))
  } catch (cause) {
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
    throw new ModuleImagesError({
      code: 'temp-folder',
      kind: 'environment',
      message: `No temporary folder can be made in ${parent} (${why}).`,
      fix: 'Make that folder one that can be written to, or set TMPDIR (on Windows TEMP) to another.',
      cause,
    })
  }
}

/**
 * Removes the folders of this machine's processes that are gone. What cannot be removed is another user's, and stays. To be called by runs
 * that may not make a folder themselves: what a killed one left must not wait for one that does.
 */
export async function sweepRunFolders(parent = tmpdir()): Promise<void> {
  for (const name of await readdir(parent).catch(() => [])) {
    const pid = parseOwner(name)
    if (pid === undefined || isAlive(pid) || !(await isFolder(join(parent, name)))) continue
    await rm(join(parent, name), { recursive: true, force: true }).catch(() => undefined)
  }
}

/** The machine is part of the name: a temporary folder may be shared with containers, whose processes cannot be seen. */
function ownPrefix(kind: RunFolderKind): string {
  return `module-images-${kind}-${hostMark()}-`
}

/** The process whose folder it is; undefined for what is not a folder of a run on this machine. */
function parseOwner(name: string): number | undefined {
  const prefix = KINDS.map(ownPrefix).find((start) => name.startsWith(start))
  const pid = prefix === undefined ? undefined : /^(\d+)-/.exec(name.slice(prefix.length))?.[1]
  return pid === undefined ? undefined : Number(pid)
}

async function isFolder(path: string): Promise<boolean> {
  return lstat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  )
}
