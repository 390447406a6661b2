import { join } from 'node:path/posix'
import { renderAnnotationCommand, type Severity } from '@module-images/core'
import type { Finding } from '../check-rule.js'
import { groupFindings } from './group-findings.js'

const COMMANDS = { error: 'error', warning: 'warning', hint: 'notice' } as const satisfies Record<Severity, string>

/**
 * Findings as annotations of GitHub Actions, one a line. GitHub shows ten of a kind in a step: those that fail come first, and what most
 * modules have is told once.
 *
 * @param folder of the workspace in its repository, from whose top GitHub names files
 */
export function renderFindingAnnotations(findings: readonly Finding[], folder = ''): string[] {
  const told = groupFindings(findings).flatMap(({ first, findings: own, together }) =>
    together === undefined ? own : [{ ...first, message: together.message(own.length), fix: together.fix }],
  )
  return told.map(({ severity, rule, message, fix, place: { file, line, column } }) =>
    renderAnnotationCommand({
      name: COMMANDS[severity],
      properties: { file: join(folder, file), line, col: column, title: rule },
      message: `${message}\n${fix}`,
    }),
  )
}
