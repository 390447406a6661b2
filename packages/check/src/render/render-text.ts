import { renderPlace, type Severity, visibleText } from '@module-images/core'
import type { Finding } from '../check-rule.js'
import { countFindings } from '../run-checks.js'
import { type FindingGroup, groupFindings } from './group-findings.js'

/** How parts of a finding are coloured; all of their text is harmless already. */
export interface FindingPaint {
  readonly severity: (severity: Severity) => string
  readonly fix: (line: string) => string
}

/** What a person may run next. */
export interface FindingCommands {
  /** Applies the fixes that are certain. */
  readonly fix: string
  /** Lists every finding. */
  readonly list: string
}

const PLAIN: FindingPaint = { severity: (severity) => severity, fix: (line) => line }

/** Findings of one rule that are written out, and places that are named of others. */
const MOST = 3

/**
 * Findings for a terminal, those that fail a check first: `file:line:column: severity rule: message`, the fix below, one blank line between, a
 * count at the end. Of warnings and hints of one rule, a few are written out and the others counted.
 */
export function renderFindings(findings: readonly Finding[], commands: FindingCommands, paint: FindingPaint = PLAIN): string {
  const entries = groupFindings(findings).flatMap((group) => renderGroup(group, commands, paint))
  return [...entries, summarize(findings)].join('\n\n')
}

function renderGroup({ first, findings, together }: FindingGroup, commands: FindingCommands, paint: FindingPaint): string[] {
  const { severity, rule } = first
  if (together !== undefined) {
    const places = findings.slice(0, MOST).map(placeOf).join(', ')
    const others = findings.length > MOST ? ` and ${findings.length - MOST} more` : ''
    const head = `${paint.severity(severity)} ${rule}: ${together.message(findings.length)}`
    return [[head, `    ${places}${others}`, ...indent(together.fix).map(paint.fix)].join('\n')]
  }
  // One more takes no more room than to count it.
  const shown = severity === 'error' || findings.length <= MOST + 1 ? findings : findings.slice(0, MOST)
  const left = findings.slice(shown.length)
  const entries = shown.map((finding) => renderFinding(finding, commands, paint))
  return left.length === 0 ? entries : [...entries, renderLeft(left, commands, paint)]
}

function renderFinding(finding: Finding, commands: FindingCommands, paint: FindingPaint): string {
  const { severity, rule, message, fix, edits } = finding
  return [
    `${placeOf(finding)}: ${paint.severity(severity)} ${rule}: ${visibleText(message)}`,
    ...indent(visibleText(fix)).map(paint.fix),
    ...(edits ? [`    (${commands.fix} does that)`] : []),
  ].join('\n')
}

function renderLeft(left: readonly Finding[], commands: FindingCommands, paint: FindingPaint): string {
  const [first] = left
  const files = new Set(left.map(({ place }) => place.file)).size
  const fixes = left.every(({ edits }) => edits !== undefined) ? `${commands.fix} fixes them; ` : ''
  const head = `${left.length} more in ${count(files, 'file')}: ${paint.severity(first?.severity ?? 'hint')} ${first?.rule ?? ''}`
  return `${head}\n    (${fixes}${commands.list} lists them)`
}

function placeOf({ place: { file, line, column } }: Finding): string {
  return renderPlace(column === undefined ? { file, line } : { file, line, column })
}

function indent(text: string): string[] {
  return text.split('\n').map((line) => `    ${line}`)
}

function summarize(findings: readonly Finding[]): string {
  const { error, warning, hint } = countFindings(findings)
  if (findings.length === 0) return 'No problem found.'
  return `${count(error, 'error')}, ${count(warning, 'warning')}, ${count(hint, 'hint')}.`
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
