import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ModuleImagesError } from '@module-images/core'

/**
 * Writes a file under another name first, so that whoever reads it finds the old one or the new one, whole. Makes its folder.
 *
 * @param path native; @param file as errors shall call it
 * @throws ModuleImagesError `unwritable-file`
 */
export async function writeFileWhole(path: string, text: string, file: string): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(temporary, text)
    await rename(temporary, path)
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw new ModuleImagesError({
      code: 'unwritable-file',
      kind: 'environment',
      message: `Cannot be written (${cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)}).`,
      place: { file },
      hint: 'Make room, or the folder writable, and run it again.',
      cause,
    })
  }
}
