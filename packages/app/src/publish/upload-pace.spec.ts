import { describe, expect, it } from 'vitest'
import { createUploadPace } from './upload-pace.js'

/** Uploads asked for at given times, each of so many layers; gives when each began. Time passes only by being asked for. */
async function beginnings(asked: readonly { at: number; layers: number }[], uploadsPerSecond: number | undefined = 10) {
  let now = 0
  const waits: number[] = []
  const pace = createUploadPace({
    uploadsPerSecond,
    signal: new AbortController().signal,
    onWait: (milliseconds) => waits.push(milliseconds),
    clock: { now: () => now, sleep: async () => undefined },
  })
  const began: number[] = []
  for (const { at, layers } of asked) {
    now = at
    const before = waits.length
    await pace(
      () => layers,
      async () => began.push(at + (waits.slice(before)[0] ?? 0)),
    )
  }
  return { began, waits }
}

describe('createUploadPace', () => {
  it('lets a second’s worth begin at once, then as many as there are tokens', async () => {
    const five = { at: 0, layers: 5 }
    expect((await beginnings([five, five, five, five])).began).toEqual([0, 0, 500, 1000])
  })

  it('lets an upload of more layers than a second has begin on a full bucket, and makes the others wait for it', async () => {
    const { began, waits } = await beginnings([
      { at: 0, layers: 30 },
      { at: 0, layers: 1 },
    ])
    expect({ began, waits }).toEqual({ began: [0, 2100], waits: [2100] })
  })

  it('saves up no more than a second', async () => {
    const ten = (at: number) => ({ at, layers: 10 })
    expect((await beginnings([ten(0), ten(60_000), ten(60_000)])).began).toEqual([0, 60_000, 61_000])
  })

  it('never begins more in any second than twice the rate, over many uploads', async () => {
    const { began } = await beginnings(Array.from({ length: 200 }, () => ({ at: 0, layers: 1 })))
    const busiest = Math.max(...began.map((start) => began.filter((time) => time >= start && time < start + 1000).length))
    expect(busiest).toBeLessThanOrEqual(20)
    expect(Math.max(...began)).toBe(19_000)
  })

  it('does nothing where the registry has no quota', async () => {
    const pace = createUploadPace({
      uploadsPerSecond: undefined,
      signal: new AbortController().signal,
      onWait: () => expect.unreachable(),
      clock: { now: () => 0, sleep: async () => expect.unreachable() },
    })
    expect(
      await Promise.all(
        [1, 2, 3].map((n) =>
          pace(
            () => expect.unreachable(),
            async () => n,
          ),
        ),
      ),
    ).toEqual([1, 2, 3])
  })
})
