import { describe, expect, it } from 'vitest'
import { RULE_IDS } from '@module-images/core'
import type { CheckRule, PassingExample } from './check-rule.js'
import { CHECK_RULES } from './check-rules.js'
import { checkModule } from './run-checks.js'
import { exampleModule, exampleWorkspace } from './testing/example-facts.js'
import { applyEdits } from './text-edit.js'

function linesOf(rule: CheckRule, example: PassingExample): string[] {
  const findings = rule.scope === 'module' ? rule.check(exampleModule(example)) : rule.check(exampleWorkspace(example))
  return findings.map(({ place }) => `${place.file.replace('modules/example/', '')}:${place.line}`)
}

it('has a rule for each name, in the same order', () => {
  expect(CHECK_RULES.map(({ id }) => id)).toEqual(RULE_IDS)
})

describe.each(CHECK_RULES.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  it('has an id for comments, and says all in sentences', () => {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/)
    expect([rule.title, rule.why, rule.fix].every((text) => /^[A-Z`"a-z]/.test(text) && text.length > 10)).toBe(true)
    expect(rule.title).not.toMatch(/\.$/)
    expect(rule.why).toMatch(/\.$/)
    expect(rule.examples.passing.length).toBeGreaterThan(0)
    expect(rule.examples.failing.length).toBeGreaterThan(0)
  })

  it.each(rule.examples.passing.map((example, index) => [index + 1, example] as const))(
    'finds nothing in passing example %i',
    (_, example) => {
      expect(linesOf(rule, example)).toEqual([])
    },
  )

  it.each(rule.examples.failing.map((example, index) => [index + 1, example] as const))(
    'finds the lines of failing example %i',
    (_, example) => {
      expect(linesOf(rule, example)).toEqual(example.lines)
    },
  )

  it.each(rule.examples.failing.map((example, index) => [index + 1, example] as const))(
    'is satisfied by its own fix in failing example %i',
    (_, example) => {
      if (rule.scope === 'workspace') return
      const findings = rule.check(exampleModule(example))
      const edits = findings.flatMap(({ edits = [] }) => edits)
      const files = { ...example.files }
      for (const [path, text] of Object.entries(files)) {
        files[path] = applyEdits(
          text,
          edits.filter(({ file }) => file === `modules/example/${path}`),
        )
      }
      const left = rule.check(exampleModule({ ...example, files }))
      expect(left).toHaveLength(findings.filter(({ edits }) => edits === undefined).length)
    },
  )

  it('is switched off by a comment and by a setting', () => {
    if (rule.scope === 'workspace' || id === 'ignore-comment') return
    for (const example of rule.examples.failing) {
      expect(checkModule(exampleModule(example), { [id]: 'off' }).filter((finding) => finding.rule === id)).toEqual([])
      const commentable = example.lines.every((line) => line.startsWith('Dockerfile:'))
      if (!commentable || exampleModule(example).error) continue
      const first = Math.min(...example.lines.map((line) => Number(line.split(':')[1])))
      const lines = (example.files['Dockerfile'] ?? '').split('\n')
      const text = [...lines.slice(0, first - 1), `# module-images: ignore ${id} — for the test`, ...lines.slice(first - 1)].join('\n')
      const inBody = text.includes('<<EOF')
      const facts = exampleModule({ ...example, files: { ...example.files, Dockerfile: text } })
      if (!inBody) expect(checkModule(facts).filter((finding) => finding.rule === id)).toEqual([])
    }
  })
})
