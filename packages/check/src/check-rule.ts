import type { RuleId, Severity } from '@module-images/core'
import type { ModuleCheckFacts, WorkspaceCheckFacts } from './check-facts.js'
import type { TextEdit } from './text-edit.js'

/** Where a finding lies. Every finding has a line, so that a comment above it can switch it off. */
export interface FindingPlace {
  /** Posix path from the workspace root. */
  readonly file: string
  readonly line: number
  readonly column?: number | undefined
}

/** What a rule found. */
export interface RuleFinding {
  /** One sentence, what is the matter here. */
  readonly message: string
  readonly place: FindingPlace
  /** How to fix this finding; without it, the rule's own advice. */
  readonly fix?: string | undefined
  /** Set where the fix is certain. */
  readonly edits?: readonly TextEdit[] | undefined
  /** Set where this finding costs less than others of its rule. */
  readonly atMost?: Exclude<Severity, 'error'> | undefined
}

/** A finding with what the workspace makes of its rule. */
export interface Finding extends RuleFinding {
  readonly rule: string
  readonly severity: Severity
  readonly fix: string
}

/** A small set of files, by path: from the module for a rule about modules, from the workspace root for one about workspaces. */
export interface PassingExample {
  readonly files: Readonly<Record<string, string>>
  /** Bytes of files that are larger than their text here. */
  readonly sizes?: Readonly<Record<string, number>>
  /** Links of the workspace that lead to folders. */
  readonly links?: readonly string[]
  /** What the example shows, where the files do not say it. */
  readonly note?: string
}

export interface FailingExample extends PassingExample {
  /** Where the rule finds something, `file:line`, in order. */
  readonly lines: readonly string[]
}

interface RuleText {
  /** Kebab-case; what comments and options name it by, so never changed. */
  readonly id: RuleId
  /** What the rule asks for, short. */
  readonly title: string
  readonly severity: Severity
  /** Why it matters to whoever fixes it. */
  readonly why: string
  readonly fix: string
  /** Set for a rule that finds something in most modules of a repository that just moved over: told once for all of them. */
  readonly together?: { readonly message: (count: number) => string; readonly fix: string }
  /** Tests, and the rule's documentation. */
  readonly examples: { readonly passing: readonly PassingExample[]; readonly failing: readonly FailingExample[] }
}

export interface ModuleRule extends RuleText {
  readonly scope: 'module'
  check(facts: ModuleCheckFacts): readonly RuleFinding[]
}

export interface WorkspaceRule extends RuleText {
  readonly scope: 'workspace'
  check(facts: WorkspaceCheckFacts): readonly RuleFinding[]
}

/** One check: one file, and one entry in `CHECK_RULES`. It decides from facts alone, and finds nothing where it is not sure. */
export type CheckRule = ModuleRule | WorkspaceRule
