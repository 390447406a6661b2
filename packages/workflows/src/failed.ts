/**
 * How a failed job ends: GitHub cancels one that takes longer than it may, and not the run with it.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idtimeout-minutes
 */
export const FAILED = ['failure', 'cancelled'] as const

/** Holds in a run that nobody has cancelled, where some job that this one needs has failed. */
export const SOME_FAILED = `!cancelled() && (${FAILED.map((result) => `contains(needs.*.result, '${result}')`).join(' || ')})`

/** Holds where this job has failed. @param id of a job that this one needs */
export function hasFailed(id: string): string {
  return `contains('${FAILED.join(' ')}', needs.${id}.result)`
}
