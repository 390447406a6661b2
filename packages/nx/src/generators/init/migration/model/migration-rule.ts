import type { CarriedOption, MigrationState } from './migration-entry.js'
import type { Told } from './told.js'
import type { WorkflowElement } from './workflow-elements.js'

/** The workflow that an element stands in, and what it is part of. */
export interface RuleContext {
  /** What it did in the old system; `builder` for one that stays, and builds images of modules in a way of its own. */
  readonly kind: 'module' | 'release' | 'reusable' | 'builder'
  /** The module it is about, where it is about one. */
  readonly module?: string
  /** The branch whose pushes publish. */
  readonly defaultBranch: string
  /** Host and prefix that images are published under from now on. */
  readonly registry: string
  /** Every element of the same workflow. */
  readonly elements: readonly WorkflowElement[]
}

/** What becomes of elements of one kind, asked in order; undefined leaves it to the next. */
export interface MigrationRule<E extends WorkflowElement> {
  /** In a report. */
  readonly topic: string
  readonly judge: (element: E, context: RuleContext) => readonly RuleJudgement[] | undefined
}

export interface RuleJudgement {
  readonly state: MigrationState
  readonly told: Told
  readonly options?: readonly CarriedOption[]
  /** Where it is another than the element's. */
  readonly line?: number
}

/** Goes without saying. */
export const NOTHING_TO_TELL: readonly RuleJudgement[] = []

export function judged(state: MigrationState, told: Told, ...options: readonly CarriedOption[]): readonly RuleJudgement[] {
  return [{ state, told, ...(options.length === 0 ? {} : { options }) }]
}

/** An option under `workflows`. */
export function workflowOption(name: string, value: unknown): CarriedOption {
  return { path: ['workflows', name], value }
}
