import { randomUUID } from 'node:crypto'
import { renameSync, rmSync, writeFileSync } from 'node:fs'

/**
 * Writes a file under another name first, so that whoever reads it finds the old one or the new one, whole. Its folder has to be there.
 * At once, since a switch of threads costs several times the writing.
 *
 * @param path native
 * @param mayBeMissing for a moment there may be neither: renaming over a file makes some file systems (ext4's auto_da_alloc) wait for the
 * disk, which takes milliseconds
 * @throws what the file system says; nothing is left behind
 */
export function replaceFile(path: string, text: string, { mayBeMissing = false } = {}): void {
  const temporary = `${path}.${randomUUID()}.tmp`
  try {
    writeFileSync(temporary, text)
    if (mayBeMissing) rmSync(path, { force: true })
    renameSync(temporary, path)
  } catch (error) {
    removeIfPossible(temporary)
    throw error
  }
}

function removeIfPossible(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // What went wrong before is what counts.
  }
}
