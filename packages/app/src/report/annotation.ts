import { join } from 'node:path/posix'
import { ModuleImagesError, renderAnnotationCommand, renderError } from '@module-images/core'

/**
 * An error as a GitHub Actions annotation.
 *
 * @param folder of the workspace in its repository, from whose top GitHub names files
 */
export function renderAnnotation(error: unknown, folder = ''): string {
  const { file, line } = (error instanceof ModuleImagesError ? error.place : undefined) ?? {}
  const properties = { file: file === undefined ? undefined : join(folder, file), line, title: 'module-images' }
  return renderAnnotationCommand({ name: 'error', properties, message: renderError(error) })
}
