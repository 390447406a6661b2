import type { ModuleCheckFacts, WorkspaceCheckFacts } from './check-facts.js'
import type { CheckRule, Finding, RuleFinding } from './check-rule.js'
import type { RuleSettings, Severity } from './severity.js'
import { CHECK_RULES } from './check-rules.js'
import { readIgnoreComments, SwitchedOff } from './ignore-comments.js'

/** What every rule about modules finds in one, in order of place. */
export function checkModule(facts: ModuleCheckFacts, settings: RuleSettings = {}): Finding[] {
  const findings = CHECK_RULES.flatMap((rule) => (rule.scope === 'module' ? judge(rule, settings, () => rule.check(facts)) : []))
  const switchedOff = memoize((file) => new SwitchedOff(readIgnoreComments(facts.texts.get(file) ?? '', instructionsOf(facts, file))))
  return findings.sort(byPlace).filter(({ rule, place }) => !switchedOff(place.file).has(rule, place.line))
}

/** What every rule about the workspace finds. */
export function checkWorkspace(facts: WorkspaceCheckFacts, settings: RuleSettings = {}): Finding[] {
  return CHECK_RULES.flatMap((rule) => (rule.scope === 'workspace' ? judge(rule, settings, () => rule.check(facts)) : [])).sort(byPlace)
}

/** How many findings there are of each severity. */
export function countFindings(findings: readonly Finding[]): Record<Severity, number> {
  const counts = { error: 0, warning: 0, hint: 0 }
  for (const { severity } of findings) counts[severity]++
  return counts
}

function judge(rule: CheckRule, settings: RuleSettings, check: () => readonly RuleFinding[]): Finding[] {
  const severity = (Object.hasOwn(settings, rule.id) ? settings[rule.id] : undefined) ?? rule.severity
  if (severity === 'off') return []
  return limit(check()).map((finding) => ({ ...finding, rule: rule.id, severity, mend: finding.mend ?? rule.mend }))
}

/** So many of one rule nobody reads; a file of a million faults must not cost a million findings either. */
const MOST_FINDINGS = 1000

function limit(found: readonly RuleFinding[]): readonly RuleFinding[] {
  const next = found[MOST_FINDINGS]
  if (next === undefined) return found
  const more = { message: `This and ${found.length - MOST_FINDINGS - 1} more like it are not listed one by one.`, place: next.place }
  return [...found.slice(0, MOST_FINDINGS), more]
}

function instructionsOf({ build }: ModuleCheckFacts, file: string) {
  return build?.file === file ? build.instructions : []
}

function byPlace(a: Finding, b: Finding): number {
  if (a.place.file !== b.place.file) return a.place.file < b.place.file ? -1 : 1
  return a.place.line - b.place.line || (a.place.column ?? 0) - (b.place.column ?? 0) || (a.rule < b.rule ? -1 : 1)
}

function memoize<T>(read: (file: string) => T): (file: string) => T {
  const known = new Map<string, T>()
  return (file) => {
    const value = known.get(file) ?? read(file)
    known.set(file, value)
    return value
  }
}
