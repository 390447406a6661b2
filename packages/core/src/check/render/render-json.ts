import type { Finding } from '../check-rule.js'
import { countFindings } from '../run-checks.js'

/** Findings for programs, as `schemas/check.json` of @module-images/nx describes them. */
export function renderFindingsJson(findings: readonly Finding[]): string {
  const list = findings.map(({ rule, severity, message, mend, place, fix }) => ({
    rule,
    severity,
    message,
    mend,
    file: place.file,
    line: place.line,
    ...(place.column === undefined ? {} : { column: place.column }),
    fixable: fix !== undefined,
  }))
  return `${JSON.stringify({ check: 1, counts: countFindings(findings), findings: list }, undefined, 2)}\n`
}
