import { join } from 'node:path/posix'
import { renderAnnotationCommand, type Severity } from '@module-images/core'
import type { Finding } from '../check-rule.js'

const COMMANDS = { error: 'error', warning: 'warning', hint: 'notice' } as const satisfies Record<Severity, string>

/**
 * Findings as annotations of GitHub Actions, one a line.
 *
 * @param folder of the workspace in its repository, from whose top GitHub names files
 */
export function renderFindingAnnotations(findings: readonly Finding[], folder = ''): string[] {
  return findings.map(({ severity, rule, message, fix, place: { file, line, column } }) =>
    renderAnnotationCommand({
      name: COMMANDS[severity],
      properties: { file: join(folder, file), line, col: column, title: rule },
      message: `${message}\n${fix}`,
    }),
  )
}
