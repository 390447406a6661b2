import { ModuleImagesError, renderAnnotationCommand, renderError } from '@module-images/core'

/** An error as a GitHub Actions annotation. */
export function renderAnnotation(error: unknown): string {
  const { file, line } = (error instanceof ModuleImagesError ? error.place : undefined) ?? {}
  return renderAnnotationCommand({ name: 'error', properties: { file, line, title: 'module-images' }, message: renderError(error) })
}
