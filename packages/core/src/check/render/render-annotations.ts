import type { Finding } from '../check-rule.js'
import type { Severity } from '../severity.js'

const COMMANDS = { error: 'error', warning: 'warning', hint: 'notice' } as const satisfies Record<Severity, string>

/**
 * Findings as annotations of GitHub Actions, one a line.
 * Form and escapes: https://docs.github.com/actions/reference/workflow-commands-for-github-actions#setting-an-error-message
 */
export function renderFindingAnnotations(findings: readonly Finding[]): string[] {
  return findings.map(({ severity, rule, message, mend, place }) => {
    const column = place.column === undefined ? '' : `,col=${place.column}`
    const properties = `file=${escapeProperty(place.file)},line=${place.line}${column},title=${escapeProperty(rule)}`
    return `::${COMMANDS[severity]} ${properties}::${escapeData(`${message}\n${mend}`)}`
  })
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
