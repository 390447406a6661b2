import { renderJson } from '@module-images/core'
import type { Finding } from '../check-rule.js'
import { countFindings } from '../run-checks.js'

/** Findings for programs, as `schemas/check.json` of @module-images/nx describes them. */
export function renderFindingsJson(findings: readonly Finding[]): string {
  const list = findings.map(({ rule, severity, message, fix, place, edits }) => ({
    rule,
    severity,
    message,
    fix,
    file: place.file,
    line: place.line,
    ...(place.column === undefined ? {} : { column: place.column }),
    fixable: edits !== undefined,
  }))
  return `${renderJson({ check: 1, counts: countFindings(findings), findings: list }, 2)}\n`
}
