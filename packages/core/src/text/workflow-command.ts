import { visibleText } from './visible.js'

/** A command to GitHub Actions that shows a message beside a line of a file. */
export interface AnnotationCommand {
  readonly name: 'error' | 'warning' | 'notice'
  /** In order; those without a value are left out. */
  readonly properties: Readonly<Record<string, string | number | undefined>>
  readonly message: string
}

/**
 * One line, whatever is in its parts; of line ends only `\n` is left to be escaped.
 * Form and escapes: https://docs.github.com/actions/reference/workflow-commands-for-github-actions#setting-an-error-message
 */
export function renderAnnotationCommand({ name, properties, message }: AnnotationCommand): string {
  const given = Object.entries(properties).filter(([, value]) => value !== undefined)
  return `::${name} ${given.map(([key, value]) => `${key}=${escapeProperty(String(value))}`).join(',')}::${escapeData(message)}`
}

function escapeData(text: string): string {
  return visibleText(text).replaceAll('%', '%25').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
