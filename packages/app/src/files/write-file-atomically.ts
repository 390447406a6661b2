import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { replaceFile } from './replace-file.js'
import { unwritableFile } from './unwritable-file.js'

/**
 * Writes a file so that whoever reads it finds the old one or the new one, whole. Makes its folder.
 *
 * @param path native; @param file as errors shall call it
 * @throws ModuleImagesError `unwritable-file`
 */
export function writeFileAtomically(path: string, text: string, file: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true })
    replaceFile(path, text)
  } catch (cause) {
    throw unwritableFile(file, cause)
  }
}
