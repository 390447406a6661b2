import { join } from 'node:path/posix'
import { renderJson, type Severity } from '@module-images/core'
import type { CheckRule, Finding } from '../check-rule.js'

const LEVELS = { error: 'error', warning: 'warning', hint: 'note' } as const satisfies Record<Severity, string>

/**
 * Findings as SARIF, which code scanning reads.
 * Form: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 *
 * @param folder of the workspace in its repository, from whose top code scanning names files
 */
export function renderFindingsSarif(findings: readonly Finding[], rules: readonly CheckRule[], folder = ''): string {
  const indexes = new Map<string, number>(rules.map(({ id }, index) => [id, index]))
  const driver = { name: 'module-images', rules: rules.map(renderRule) }
  const results = findings.map(({ rule, severity, message, fix, place }) => ({
    ruleId: rule,
    ...(indexes.has(rule) ? { ruleIndex: indexes.get(rule) } : {}),
    level: LEVELS[severity],
    message: { text: `${message}\n${fix}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: encodePath(join(folder, place.file)), uriBaseId: '%SRCROOT%' },
          region: { startLine: place.line, ...(place.column === undefined ? {} : { startColumn: place.column }) },
        },
      },
    ],
  }))
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver }, columnKind: 'utf16CodeUnits', results }],
  }
  return `${renderJson(log, 2)}\n`
}

function renderRule({ id, title, why, fix, severity }: CheckRule) {
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: { text: fix },
    defaultConfiguration: { level: LEVELS[severity] },
  }
}

/** A relative reference as RFC 3986 has it: what is not allowed in a path is encoded, a colon in the first part too. */
function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}
