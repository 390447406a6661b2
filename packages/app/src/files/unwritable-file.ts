import { ModuleImagesError } from '@module-images/core'

/** The error `unwritable-file`. @param file as errors shall call it */
export function unwritableFile(file: string, cause: unknown): ModuleImagesError {
  return new ModuleImagesError({
    code: 'unwritable-file',
    kind: 'environment',
    message: `Cannot be written (${cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)}).`,
    place: { file },
    fix: 'Make room, or the folder writable, and run it again.',
    cause,
  })
}
