import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { replaceFile } from './replace-file.js'
import { unwritableFile } from './unwritable-file.js'

/**
 * Writes a file so that whoever reads it finds the old one or the new one, whole. Makes its folder.
 *
 * @param path native; @param file as errors shall call it
 * @throws ModuleImagesError `unwritable-file`
 */
export async function writeFileAtomically(path: string, text: string, file: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true })
    await replaceFile(path, text)
  } catch (cause) {
    throw unwritableFile(file, cause)
  }
}
