import { randomUUID } from 'node:crypto'
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { renderBaseLock } from '@module-images/core'
import { unwritableFile } from '../../files/unwritable-file.js'
import type { ModuleLock } from './plan-module-locks.js'

/**
 * Writes the locks that changed. All are written beside their places before the first takes its own, so that a full disk or a
 * read-only folder leaves every lock as it was.
 *
 * @throws ModuleImagesError `unwritable-file`
 */
export function writeLocks(workspaceRoot: string, locks: readonly Pick<ModuleLock, 'file' | 'after' | 'changed'>[]): void {
  const drafts = locks
    .filter(({ changed }) => changed)
    .map(({ file, after }) => {
      const path = join(workspaceRoot, file)
      return { file, path, temporary: `${path}.${randomUUID()}.tmp`, text: renderBaseLock(after) }
    })
  try {
    for (const { file, temporary, text } of drafts) guard(file, () => writeFileSync(temporary, text))
    for (const { file, temporary, path } of drafts) guard(file, () => renameSync(temporary, path))
  } finally {
    for (const { temporary } of drafts) rmSync(temporary, { force: true })
  }
}

function guard(file: string, write: () => void): void {
  try {
    write()
  } catch (cause) {
    throw unwritableFile(file, cause)
  }
}
