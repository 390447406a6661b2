import pRetry from 'p-retry'
import type { Clock } from './clock.js'
import type { HttpReply } from './exchange.js'

export interface RetryPolicy {
  /** Attempts in all, the first included. */
  readonly attempts: number
  readonly firstDelayMs: number
  readonly maxDelayMs: number
  /** A registry that asks for a longer wait than this is taken at its word: the call fails. */
  readonly maxRetryAfterMs: number
  /** From the first attempt's start to the last wait's end. */
  readonly totalMs: number
}

export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  attempts: 6,
  firstDelayMs: 500,
  maxDelayMs: 20_000,
  maxRetryAfterMs: 60_000,
  totalMs: 120_000,
}

/** For a server that has not been reached yet: a registry that is down must not cost minutes. */
export const FIRST_CONTACT_POLICY: RetryPolicy = { attempts: 3, firstDelayMs: 250, maxDelayMs: 500, maxRetryAfterMs: 0, totalMs: 30_000 }

/** A reply that differs from what its digest says may have been harmed on the way; if it is so twice more, it is the registry's own. */
export const CORRUPT_REPLY_ATTEMPTS = 3

/** A reply that asks, by its status or its words, to be sent the request again later. */
export class BusyReply extends Error {
  /** Whether it speaks of all requests and not of this one alone: too many came, or a time is named until which none should. */
  readonly isThrottle: boolean

  constructor(
    readonly reply: HttpReply,
    { isTooManyRequests = false } = {},
  ) {
    super(isTooManyRequests && reply.status !== 429 ? `status ${reply.status}, too many requests` : `status ${reply.status}`)
    this.name = 'BusyReply'
    this.isThrottle = isTooManyRequests || reply.status === 429 || reply.headers.has('retry-after')
  }
}

/** Too many requests, and the server errors but 501, which says the request will never be understood. */
export function isBusyStatus(status: number): boolean {
  return status === 429 || (status >= 500 && status !== 501)
}

export type RetryPlan = { readonly kind: 'stop' } | { readonly kind: 'wait'; readonly milliseconds: number }

export interface RetryFacts {
  /** Attempts made so far, from 1. */
  readonly attempt: number
  readonly elapsedMs: number
  /** Times in a row that the host has refused requests of this run, whoever sent them. */
  readonly refusals?: number | undefined
  /** What the reply asked for in `Retry-After`. */
  readonly retryAfterMs?: number | undefined
  /** At least 0, below 1. */
  readonly random: number
}

/** Exponential back-off with jitter, never shorter than what the server asked for. */
export function planRetry(facts: RetryFacts, policy: RetryPolicy): RetryPlan {
  const { attempt, elapsedMs, refusals = 0, retryAfterMs = 0, random } = facts
  if (attempt >= policy.attempts || retryAfterMs > policy.maxRetryAfterMs) return { kind: 'stop' }
  const backOff = Math.min(policy.firstDelayMs * 2 ** (Math.max(attempt, refusals) - 1), policy.maxDelayMs)
  const milliseconds = Math.round(Math.max(retryAfterMs, backOff / 2) + (random * backOff) / 2)
  return elapsedMs + milliseconds > policy.totalMs ? { kind: 'stop' } : { kind: 'wait', milliseconds }
}

/** `Retry-After` in milliseconds from `now`: seconds or a date. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
export function parseRetryAfter(value: string | null, now: number): number | undefined {
  if (value === null) return undefined
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1000
  const date = Date.parse(value)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}

/** One wait that is about to begin. */
export interface Wait {
  readonly why: string
  /** The attempt that failed, from 1. */
  readonly attempt: number
  readonly milliseconds: number
}

/** What is to become of a failure that the same request may fare better after. */
export interface Judgement {
  readonly policy: RetryPolicy
  /** The header's value. */
  readonly retryAfter?: string | null | undefined
  /** See {@link RetryFacts}. */
  readonly refusals?: number | undefined
  /** What counts of the policy's whole time. Default: all since it was called. */
  readonly elapsedMs?: number | undefined
}

export interface RetryParts {
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Asked at each failure, since what is known of the host changes; undefined for what is thrown on at once. */
  readonly judge: (failure: Error) => Judgement | undefined
  readonly onWait: (wait: Wait, failure: Error) => void
}

/** Runs `task` again after failures, as they are judged; throws the last failure, and any other error at once. */
export async function withRetry<T>(task: () => Promise<T>, { clock, signal, judge, onWait }: RetryParts): Promise<T> {
  const called = clock.now()
  return pRetry(task, {
    // The loop is p-retry's, the waits are not: its own would be neither known beforehand nor bound to Retry-After.
    retries: Number.POSITIVE_INFINITY,
    minTimeout: 0,
    signal,
    onFailedAttempt: async ({ error, attemptNumber: attempt }) => {
      const judgement = judge(error)
      if (judgement === undefined) throw error
      const { policy, retryAfter = null, refusals, elapsedMs = clock.now() - called } = judgement
      const retryAfterMs = parseRetryAfter(retryAfter, clock.now())
      const plan = planRetry({ attempt, elapsedMs, retryAfterMs, refusals, random: clock.random() }, policy)
      if (plan.kind === 'stop') throw error
      onWait({ why: error.message, attempt, milliseconds: plan.milliseconds }, error)
      await clock.sleep(plan.milliseconds, signal)
    },
  })
}
