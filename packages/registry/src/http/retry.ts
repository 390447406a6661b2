import pRetry from 'p-retry'
import type { Clock } from './clock.js'
import type { HttpReply } from './exchange.js'
import { ExchangeFailure } from './exchange-failure.js'

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

/** A reply that asks, by its status, to be sent the request again later. */
export class BusyReply extends Error {
  constructor(readonly reply: HttpReply) {
    super(`status ${reply.status}`)
    this.name = 'BusyReply'
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
  /** What the reply asked for in `Retry-After`. */
  readonly retryAfterMs?: number | undefined
  /** At least 0, below 1. */
  readonly random: number
}

/** Exponential back-off with jitter, never shorter than what the server asked for. */
export function planRetry({ attempt, elapsedMs, retryAfterMs = 0, random }: RetryFacts, policy: RetryPolicy): RetryPlan {
  if (attempt >= policy.attempts || retryAfterMs > policy.maxRetryAfterMs) return { kind: 'stop' }
  const backOff = Math.min(policy.firstDelayMs * 2 ** (attempt - 1), policy.maxDelayMs)
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

export interface RetryParts {
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Asked at each failure, since what is known of the host changes. */
  readonly policy: (failure: BusyReply | ExchangeFailure) => RetryPolicy
  readonly onWait: (wait: Wait) => void
}

/** Runs `task` again after transient failures, as the policy says; throws the last failure, and any other error at once. */
export async function withRetry<T>(task: () => Promise<T>, { clock, signal, policy, onWait }: RetryParts): Promise<T> {
  const started = clock.now()
  return pRetry(task, {
    // The loop is p-retry's, the waits are ours: its own would be neither known beforehand nor bound to Retry-After.
    retries: Number.POSITIVE_INFINITY,
    minTimeout: 0,
    signal,
    onFailedAttempt: async ({ error, attemptNumber }) => {
      if (!isTransient(error)) throw error
      const retryAfterMs = error instanceof BusyReply ? parseRetryAfter(error.reply.headers.get('retry-after'), clock.now()) : undefined
      const facts = { attempt: attemptNumber, elapsedMs: clock.now() - started, retryAfterMs, random: clock.random() }
      const plan = planRetry(facts, policy(error))
      if (plan.kind === 'stop') throw error
      onWait({ why: error.message, attempt: attemptNumber, milliseconds: plan.milliseconds })
      await clock.sleep(plan.milliseconds, signal)
    },
  })
}

function isTransient(error: Error): error is BusyReply | ExchangeFailure {
  return error instanceof BusyReply || (error instanceof ExchangeFailure && error.isTransient)
}
