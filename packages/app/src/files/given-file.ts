import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { ModuleImagesError } from '@module-images/core'

/** The text of a file that the command line names. @throws ModuleImagesError `unreadable-file` */
export function readGivenFile(file: string): string {
  try {
    return readFileSync(resolve(file), 'utf8')
  } catch (cause) {
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
    throw new ModuleImagesError({
      code: 'unreadable-file',
      kind: 'input',
      message: `Cannot be read (${why}).`,
      place: { file },
      fix: 'Check its path, and that you may read it.',
      cause,
    })
  }
}
