import { describe, expect, it } from 'vitest'
import { DEFAULT_RETRY_POLICY, FIRST_CONTACT_POLICY, isBusyStatus, parseRetryAfter, planRetry } from './retry.js'

const facts = { attempt: 1, elapsedMs: 0, random: 0 }

function waits(random: number): number[] {
  const found: number[] = []
  for (let attempt = 1; ; attempt += 1) {
    const plan = planRetry({ attempt, elapsedMs: 0, random }, DEFAULT_RETRY_POLICY)
    if (plan.kind === 'stop') return found
    found.push(plan.milliseconds)
  }
}

describe('planRetry', () => {
  it('doubles the wait, spread over half of it, five times', () => {
    expect(waits(0)).toEqual([250, 500, 1000, 2000, 4000])
    expect(waits(0.5)).toEqual([375, 750, 1500, 3000, 6000])
  })

  it('waits longer for a host that refuses everybody, whichever attempt this is', () => {
    expect(planRetry({ ...facts, refusals: 4 }, DEFAULT_RETRY_POLICY)).toEqual({ kind: 'wait', milliseconds: 2000 })
    expect(planRetry({ ...facts, attempt: 5, refusals: 1 }, DEFAULT_RETRY_POLICY)).toEqual({ kind: 'wait', milliseconds: 4000 })
  })

  it('never waits less than asked, and adds jitter to it', () => {
    expect(planRetry({ ...facts, retryAfterMs: 7000 }, DEFAULT_RETRY_POLICY)).toEqual({ kind: 'wait', milliseconds: 7000 })
    expect(planRetry({ ...facts, retryAfterMs: 7000, random: 0.9 }, DEFAULT_RETRY_POLICY)).toEqual({ kind: 'wait', milliseconds: 7225 })
  })

  it('gives up rather than wait an hour, or beyond the whole time allowed', () => {
    expect(planRetry({ ...facts, retryAfterMs: 3_600_000 }, DEFAULT_RETRY_POLICY)).toEqual({ kind: 'stop' })
    expect(planRetry({ ...facts, elapsedMs: 119_900 }, DEFAULT_RETRY_POLICY)).toEqual({ kind: 'stop' })
  })

  it('is done within a second on a first contact', () => {
    const plans = [1, 2, 3].map((attempt) => planRetry({ attempt, elapsedMs: 0, random: 0.999 }, FIRST_CONTACT_POLICY))
    expect(plans).toEqual([{ kind: 'wait', milliseconds: 250 }, { kind: 'wait', milliseconds: 500 }, { kind: 'stop' }])
  })
})

describe('parseRetryAfter', () => {
  const now = Date.parse('2024-01-01T00:00:00Z')

  it.each([
    ['3', 3000],
    [' 0 ', 0],
    ['Mon, 01 Jan 2024 00:00:10 GMT', 10_000],
    ['Sun, 31 Dec 2023 00:00:00 GMT', 0],
    ['soon', undefined],
    ['-5x', undefined],
    [null, undefined],
  ])('%j is %s ms', (value, expected) => {
    expect(parseRetryAfter(value, now)).toBe(expected)
  })
})

describe('isBusyStatus', () => {
  it('is 429 and the server errors that may pass', () => {
    expect([200, 400, 401, 403, 404, 429, 500, 501, 502, 503, 504].filter(isBusyStatus)).toEqual([429, 500, 502, 503, 504])
  })
})
