import { randomUUID } from 'node:crypto'
import { rename, rm, writeFile } from 'node:fs/promises'

/**
 * Writes a file under another name first, so that whoever reads it finds the old one or the new one, whole. Its folder has to be there.
 *
 * @param path native
 * @param mayBeMissing for a moment there may be neither: renaming over a file makes some file systems (ext4's auto_da_alloc) wait for the
 * disk, which takes milliseconds
 * @throws what the file system says; nothing is left behind
 */
export async function replaceFile(path: string, text: string, { mayBeMissing = false } = {}): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`
  try {
    await writeFile(temporary, text)
    if (mayBeMissing) await rm(path, { force: true })
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw error
  }
}
