import { type RuleSettings, SEVERITIES, type Severity } from '@module-images/core'
import type { ModuleCheckFacts, WorkspaceCheckFacts } from './check-facts.js'
import type { CheckRule, Finding, FindingPlace, RuleFinding } from './check-rule.js'
import { CHECK_RULES } from './check-rules.js'
import { readIgnoreComments, SwitchedOff } from './ignore-comments.js'

/** What every rule about modules finds in one, in order of place. */
export function checkModule(facts: ModuleCheckFacts, settings: RuleSettings = {}): Finding[] {
  const comments = memoize((file) => readIgnoreComments(facts.texts.get(file) ?? '', instructionsOf(facts, file)))
  return CHECK_RULES.flatMap((rule) => {
    if (rule.scope !== 'module') return []
    const judged = judge(rule, settings)
    if (judged === undefined) return []
    const switchedOff = memoize((file) => new SwitchedOff(comments(file)))
    const found = [...rule.check(facts)].sort((a, b) => comparePlaces(a.place, b.place))
    return judged(found.filter(({ place }) => !switchedOff(place.file).has(rule.id, place.line)))
  }).sort(byPlace)
}

/** What every rule about the workspace finds. */
export function checkWorkspace(facts: WorkspaceCheckFacts, settings: RuleSettings = {}): Finding[] {
  return CHECK_RULES.flatMap((rule) => (rule.scope === 'workspace' ? (judge(rule, settings)?.(rule.check(facts)) ?? []) : [])).sort(byPlace)
}

/** How many findings there are of each severity. */
export function countFindings(findings: readonly Finding[]): Record<Severity, number> {
  const counts = { error: 0, warning: 0, hint: 0 }
  for (const { severity } of findings) counts[severity]++
  return counts
}

/** Makes findings of what a rule finds; nothing where the rule is switched off. */
function judge(rule: CheckRule, settings: RuleSettings): ((found: readonly RuleFinding[]) => Finding[]) | undefined {
  const severity = (Object.hasOwn(settings, rule.id) ? settings[rule.id] : undefined) ?? rule.severity
  if (severity === 'off') return undefined
  return (found) =>
    limit(found).map(({ atMost = 'error' as const, ...finding }) => ({
      ...finding,
      rule: rule.id,
      severity: lower(severity, atMost),
      fix: finding.fix ?? rule.fix,
    }))
}

function lower(a: Severity, b: Severity): Severity {
  return SEVERITIES.indexOf(a) > SEVERITIES.indexOf(b) ? a : b
}

/** So many of one rule nobody reads; a file of a million faults must not cost a million findings either. */
const MOST_FINDINGS = 1000

/** What is not listed is fixed all the same. */
function limit(found: readonly RuleFinding[]): readonly RuleFinding[] {
  const next = found[MOST_FINDINGS]
  if (next === undefined) return found
  const edits = found.slice(MOST_FINDINGS).flatMap((finding) => finding.edits ?? [])
  const message = `This and ${found.length - MOST_FINDINGS - 1} more like it are not listed one by one.`
  return [...found.slice(0, MOST_FINDINGS), { message, place: next.place, ...(edits.length === 0 ? {} : { edits }) }]
}

function instructionsOf({ build }: ModuleCheckFacts, file: string) {
  return build?.file === file ? build.instructions : []
}

function byPlace(a: Finding, b: Finding): number {
  return comparePlaces(a.place, b.place) || (a.rule < b.rule ? -1 : 1)
}

function comparePlaces(a: FindingPlace, b: FindingPlace): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1
  return a.line - b.line || (a.column ?? 0) - (b.column ?? 0)
}

function memoize<T>(read: (file: string) => T): (file: string) => T {
  const known = new Map<string, T>()
  return (file) => {
    const value = known.get(file) ?? read(file)
    known.set(file, value)
    return value
  }
}
