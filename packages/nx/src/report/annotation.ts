import { ModuleImagesError, renderError } from '@module-images/core'

/**
 * An error as a GitHub Actions annotation.
 * Form and escapes: https://docs.github.com/actions/reference/workflow-commands-for-github-actions#setting-an-error-message
 */
export function renderAnnotation(error: unknown): string {
  const place = error instanceof ModuleImagesError ? error.place : undefined
  const properties = [
    ...(place ? [`file=${escapeProperty(place.file)}`] : []),
    ...(place?.line === undefined ? [] : [`line=${place.line}`]),
    'title=module-images',
  ]
  return `::error ${properties.join(',')}::${escapeData(renderError(error))}`
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
