import { groupBy, SEVERITIES } from '@module-images/core'
import type { CheckRule, Finding } from '../check-rule.js'
import { CHECK_RULES } from '../check-rules.js'

/** Findings of one rule and severity, in order. */
export interface FindingGroup {
  readonly first: Finding
  readonly findings: readonly Finding[]
  /** Said in place of each, where the rule has something to say of all and there are several. */
  readonly together?: NonNullable<CheckRule['together']> | undefined
}

const TOGETHER = new Map(CHECK_RULES.flatMap(({ id, together }) => (together === undefined ? [] : [[id as string, together]])))

/** Whether a finding is of a rule that most modules of a repository that just moved over break. */
export function isToldTogether({ rule }: Finding): boolean {
  return TOGETHER.has(rule)
}

/** Findings by rule, those that fail a check first. */
export function groupFindings(findings: readonly Finding[]): FindingGroup[] {
  return SEVERITIES.flatMap((severity) => {
    const groups = groupBy(
      findings.filter((finding) => finding.severity === severity),
      ({ rule }) => rule,
    )
    return [...groups].flatMap(([rule, own]) => {
      const [first] = own
      return first === undefined ? [] : [{ first, findings: own, together: own.length > 1 ? TOGETHER.get(rule) : undefined }]
    })
  })
}
