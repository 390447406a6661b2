import { ModuleImagesError } from '@module-images/core'
import { type Clock, type Judgement, renderRetryNotice, type RetryPolicy, withRetry } from '@module-images/registry'

/** Waits between attempts, for what is not done through the registry client, which has its own. All bounded by time. */
export const RETRY_POLICIES = {
  /** The time counts the attempts too, and a push of gigabytes may take many minutes before it fails. */
  push: { attempts: 8, firstDelayMs: 1_000, maxDelayMs: 30_000, maxRetryAfterMs: 60_000, totalMs: 1_800_000 },
  /** The registry answered a moment ago, so it may be starting anew. */
  unreachable: { attempts: 4, firstDelayMs: 500, maxDelayMs: 4_000, maxRetryAfterMs: 0, totalMs: 60_000 },
  /** For the engine itself. What has been built is not built again, so that even after hours another attempt is short. */
  engine: { attempts: 5, firstDelayMs: 2_000, maxDelayMs: 15_000, maxRetryAfterMs: 0, totalMs: 14_400_000 },
  git: { attempts: 3, firstDelayMs: 500, maxDelayMs: 4_000, maxRetryAfterMs: 0, totalMs: 120_000 },
} as const satisfies Readonly<Record<string, RetryPolicy>>

/** What waiting takes. */
export interface RetryContext {
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly log: (line: string) => void
}

/**
 * Runs `task` again after failures that `judge` has a policy for, and says every wait.
 *
 * @throws ModuleImagesError `cancelled`; whatever the task threw last
 */
export async function retry<T>(
  { clock, signal, log }: RetryContext,
  purpose: { readonly host: string; readonly operation: string },
  task: () => Promise<T>,
  judge: (failure: Error) => Judgement | undefined,
): Promise<T> {
  try {
    return await withRetry(task, {
      clock,
      signal,
      judge: (failure) => (signal.aborted ? undefined : judge(failure)),
      onWait: (wait) => log(renderRetryNotice({ ...purpose, ...wait })),
    })
  } catch (error) {
    if (!signal.aborted || error instanceof ModuleImagesError) throw error
    const { host, operation } = purpose
    throw new ModuleImagesError({
      code: 'cancelled',
      kind: 'environment',
      message: `Could not ${operation} at ${host}: the run was interrupted.`,
      cause: error,
    })
  }
}
