import { describe, expect, it } from 'vitest'
import type { Finding } from '../check-rule.js'
import { CHECK_RULES } from '../check-rules.js'
import { renderFindingAnnotations } from './render-annotations.js'
import { renderFindingsJson } from './render-json.js'
import { renderFindingsSarif } from './render-sarif.js'
import { renderFindings } from './render-text.js'
import { renderRulesPage } from './rules-page.js'

const FINDINGS: readonly Finding[] = [
  {
    rule: 'base-locked',
    severity: 'warning',
    message: 'Not 100% locked,\nreally.',
    fix: 'Lock it.',
    place: { file: 'modules/a b/Dockerfile', line: 3 },
  },
  {
    rule: 'missing-source',
    severity: 'error',
    message: 'It is not there.',
    fix: 'Add it.',
    place: { file: 'modules/b/Dockerfile', line: 2, column: 5 },
    edits: [{ file: 'modules/b/.dockerignore', line: 2, column: 1, insert: '!a\n' }],
  },
]

describe('renderers', () => {
  it('write text with the fix below', () => {
    expect(renderFindings(FINDINGS, '--fix')).toBe(`modules/a b/Dockerfile:3: warning base-locked: Not 100% locked,
really.
    Lock it.

modules/b/Dockerfile:2:5: error missing-source: It is not there.
    Add it.
    (--fix does that)

1 error, 1 warning, 0 hints.`)
    expect(renderFindings([], '--fix')).toBe('Nothing found.')
  })

  it('write JSON', () => {
    expect(JSON.parse(renderFindingsJson(FINDINGS))).toEqual({
      check: 1,
      counts: { error: 1, warning: 1, hint: 0 },
      findings: [
        {
          rule: 'base-locked',
          severity: 'warning',
          message: 'Not 100% locked,\nreally.',
          fix: 'Lock it.',
          file: 'modules/a b/Dockerfile',
          line: 3,
          fixable: false,
        },
        {
          rule: 'missing-source',
          severity: 'error',
          message: 'It is not there.',
          fix: 'Add it.',
          file: 'modules/b/Dockerfile',
          line: 2,
          column: 5,
          fixable: true,
        },
      ],
    })
  })

  it('write SARIF whose results name rules of its own, relative to the root', () => {
    const log = JSON.parse(renderFindingsSarif(FINDINGS, CHECK_RULES)) as {
      version: string
      runs: {
        tool: { driver: { rules: { id: string; defaultConfiguration: { level: string } }[] } }
        results: { ruleIndex: number; ruleId: string; level: string; locations: unknown }[]
      }[]
    }
    const [run] = log.runs
    expect(log.version).toBe('2.1.0')
    expect(run?.results.map(({ ruleIndex }) => run.tool.driver.rules[ruleIndex]?.id)).toEqual(['base-locked', 'missing-source'])
    expect(run?.results.map(({ level }) => level)).toEqual(['warning', 'error'])
    expect(new Set(run?.tool.driver.rules.map(({ defaultConfiguration }) => defaultConfiguration.level))).toEqual(
      new Set(['error', 'warning', 'note']),
    )
    expect(run?.results[0]?.locations).toEqual([
      { physicalLocation: { artifactLocation: { uri: 'modules/a%20b/Dockerfile', uriBaseId: '%SRCROOT%' }, region: { startLine: 3 } } },
    ])
  })

  it('write annotations that no text can break out of', () => {
    expect(renderFindingAnnotations(FINDINGS)).toEqual([
      '::warning file=modules/a b/Dockerfile,line=3,title=base-locked::Not 100%25 locked,%0Areally.%0ALock it.',
      '::error file=modules/b/Dockerfile,line=2,col=5,title=missing-source::It is not there.%0AAdd it.',
    ])
  })

  it('write a page that has every rule and each of its examples', () => {
    const page = renderRulesPage(CHECK_RULES)
    for (const { id, examples } of CHECK_RULES) {
      expect(page).toContain(`\n## ${id}\n`)
      for (const { lines } of examples.failing) expect(page).toContain(`\`${lines[0] ?? ''}\``)
    }
    expect(page.match(/^```/gm)?.length).toSatisfy((fences: number) => fences % 2 === 0)
  })
})
