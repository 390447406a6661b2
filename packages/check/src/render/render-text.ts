import { renderPlace, type Severity, visibleText } from '@module-images/core'
import type { Finding } from '../check-rule.js'
import { countFindings } from '../run-checks.js'

/** How parts of a finding are coloured; all of their text is harmless already. */
export interface FindingPaint {
  readonly severity: (severity: Severity) => string
  readonly fix: (line: string) => string
}

const PLAIN: FindingPaint = { severity: (severity) => severity, fix: (line) => line }

/**
 * Findings for a terminal: `file:line:column: severity rule: message`, the fix below, one blank line between, a count at the end.
 *
 * @param fixCommand what applies the fixes that are certain
 */
export function renderFindings(findings: readonly Finding[], fixCommand: string, paint: FindingPaint = PLAIN): string {
  const entries = findings.map(({ place, severity, rule, message, fix, edits }) =>
    [
      `${renderPlace(withoutNothing(place))}: ${paint.severity(severity)} ${rule}: ${visibleText(message)}`,
      ...indent(visibleText(fix)).map(paint.fix),
      ...(edits ? [`    (${fixCommand} does that)`] : []),
    ].join('\n'),
  )
  return [...entries, summarize(findings)].join('\n\n')
}

function indent(text: string): string[] {
  return text.split('\n').map((line) => `    ${line}`)
}

function summarize(findings: readonly Finding[]): string {
  const { error, warning, hint } = countFindings(findings)
  if (findings.length === 0) return 'Nothing found.'
  return `${count(error, 'error')}, ${count(warning, 'warning')}, ${count(hint, 'hint')}.`
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

function withoutNothing({ file, line, column }: Finding['place']) {
  return column === undefined ? { file, line } : { file, line, column }
}
