import { describe, expect, it } from 'vitest'
import type { Severity } from '@module-images/core'
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

const COMMANDS = { fix: '--fix', list: '--json' }

function finding(rule: string, severity: Severity, file: string): Finding {
  return { rule, severity, message: 'It is so.', fix: 'Change it.', place: { file, line: 1 } }
}

describe('renderers', () => {
  it('write text with the fix below', () => {
    expect(renderFindings(FINDINGS, COMMANDS)).toBe(`modules/b/Dockerfile:2:5: error missing-source: It is not there.
    Add it.
    (--fix does that)

modules/a b/Dockerfile:3: warning base-locked: Not 100% locked,
really.
    Lock it.

1 error, 1 warning, 0 hints.`)
    expect(renderFindings([], COMMANDS)).toBe('No problem found.')
  })

  it('count what is too much to read, and tell once what most modules have', () => {
    const labels = Array.from({ length: 40 }, (_, index) => finding('image-labels', 'hint', `modules/m${index}/Dockerfile`))
    const loose = Array.from({ length: 6 }, (_, index) => finding('pip-unpinned', 'warning', `modules/m${index >> 1}/Dockerfile`))
    const broken = Array.from({ length: 5 }, (_, index) => finding('unreadable', 'error', `modules/m${index}/Dockerfile`))
    const text = renderFindings([...labels, ...loose, ...broken], COMMANDS)
    expect(text.split('\n\n').slice(5)).toEqual([
      'modules/m0/Dockerfile:1: warning pip-unpinned: It is so.\n    Change it.',
      'modules/m0/Dockerfile:1: warning pip-unpinned: It is so.\n    Change it.',
      'modules/m1/Dockerfile:1: warning pip-unpinned: It is so.\n    Change it.',
      '3 more in 2 files: warning pip-unpinned\n    (--json lists them)',
      `hint image-labels: 40 images do not say under which licence they are.
    modules/m0/Dockerfile:1, modules/m1/Dockerfile:1, modules/m2/Dockerfile:1 and 37 more
    Name it once for all of them: npx nx g @module-images/nx:init --license=BSD-3-Clause, or whichever it is.`,
      '5 errors, 6 warnings, 40 hints.',
    ])
    expect(renderFindingAnnotations(labels)).toHaveLength(1)
    expect(renderFindingAnnotations([...loose, ...broken])).toHaveLength(11)
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
      '::error file=modules/b/Dockerfile,line=2,col=5,title=missing-source::It is not there.%0AAdd it.',
      '::warning file=modules/a b/Dockerfile,line=3,title=base-locked::Not 100%25 locked,%0Areally.%0ALock it.',
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
