import type { Permissions } from './workflow-file.js'

export type Result = 'success' | 'failure' | 'cancelled' | 'skipped'

/** One job of a run, after it. */
export interface JobRun {
  /** As GitHub shows it: `Publish a / push`. */
  readonly name: string
  readonly result: Result
  /** Label of the runner, or several. */
  readonly labels?: unknown
  /** What its token may do. */
  readonly permissions: Permissions
  /** Names of variables with credentials that any of its scripts saw. */
  readonly credentials: readonly string[]
  /** All its steps said, their summaries included. */
  readonly log: string
  /** Steps that ran, by name or action. */
  readonly steps: readonly string[]
}

export interface WorkflowRun {
  readonly workflow: string
  readonly result: Result
  /** Skipped ones left out. */
  readonly jobs: readonly JobRun[]
}

/** A group of jobs ends with the worst of their results. */
export function worstOf(results: readonly Result[]): Result {
  if (results.includes('failure')) return 'failure'
  if (results.includes('cancelled')) return 'cancelled'
  return results.length === 0 || results.every((result) => result === 'skipped') ? 'skipped' : 'success'
}
