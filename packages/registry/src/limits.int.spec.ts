import { type ImageReference, parseImageReference } from '@module-images/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Clock } from './http/clock.js'
import { renderRetryNotice } from './registry-client.js'
import type { RetryNotice } from './registry-connection.js'
import { sampleImage } from './testing/sample-image.js'
import { type Answer, inTurn, reply, type ScriptedServer, startScriptedServer } from './testing/scripted-server.js'
import { basic, createOrderedClock, createTestClient } from './testing/test-client.js'

let server: ScriptedServer
beforeEach(async () => {
  server = await startScriptedServer()
})
afterEach(() => server.close())

const image = sampleImage()
const headers = { 'content-type': image.manifest.mediaType, 'docker-content-digest': image.manifest.digest }
const whole = reply(
  200,
  { ...headers, 'content-length': String(image.manifest.bytes.byteLength) },
  new TextDecoder().decode(image.manifest.bytes),
)

function hello(suffix: string): ImageReference {
  return parseImageReference(`${server.host}/lab/hello${suffix}`)
}

/** Waits that begin together end together. */
const busy = (clock: { time: number }): Clock => ({
  now: () => clock.time,
  random: () => 0,
  sleep: async (milliseconds) => {
    const end = clock.time + milliseconds
    await new Promise(setImmediate)
    clock.time = Math.max(clock.time, end)
  },
})

describe('a registry that asks to wait', () => {
  it('gets it from every call, which then leave one by one, and that is said once', async () => {
    const time = createOrderedClock()
    const [notices, arrivals]: [RetryNotice[], [tag: string | undefined, at: number][]] = [[], []]
    const others: Promise<unknown>[] = []
    const fetch = async (input: unknown) => {
      arrivals.push([String(input).split('/').at(-1), time.time])
      return arrivals.length === 2 ? new Response('', { status: 429, headers: { 'retry-after': '7' } }) : new Response('', { status: 404 })
    }
    const onRetry = (notice: RetryNotice) => {
      notices.push(notice)
      if (notice.attempt === 1) others.push(...[':b', ':c'].map((tag) => client.headManifest(hello(tag))))
    }
    const client = createTestClient(undefined, { fetch, clock: time, onRetry })
    await client.headManifest(hello(':first'))
    await client.headManifest(hello(':a'))
    await Promise.all(others)
    expect(arrivals.slice(0, 2)).toEqual([
      ['first', 0],
      ['a', 0],
    ])
    // One was taken, and then a pause of 7 s was asked for.
    expect(arrivals.slice(2)).toEqual([
      ['a', 7000],
      ['b', 14_140],
      ['c', 21_280],
    ])
    const waits = notices.map(({ operation, attempt, why, milliseconds }) => [operation, attempt, why, milliseconds])
    expect(waits).toEqual([
      ['read the manifest of lab/hello:a', 1, 'status 429', 7000],
      ['read the manifest of lab/hello:b', 0, 'it was asked too often', 7000],
      ['read the manifest of lab/hello:b', 0, 'it takes about 0.14 requests a second: 2 wait, about 15 s', 7140],
    ])
    expect(notices.map(renderRetryNotice)).toEqual([
      `${server.host}: could not read the manifest of lab/hello:a (status 429); attempt 2 in 7.0 s`,
      `${server.host}: requests wait (it was asked too often); the next, to read the manifest of lab/hello:b, in 7.0 s`,
      `${server.host}: requests wait (it takes about 0.14 requests a second: 2 wait, about 15 s); the next, to read the manifest of lab/hello:b, in 7.1 s`,
    ])
  })

  it('is not asked by all modules in turn when it refuses for minutes', async () => {
    const time = { time: 0 }
    server.answer = reply(429, { 'retry-after': '30' })
    const client = createTestClient(undefined, { clock: busy(time), concurrency: 2 })
    const calls = Array.from({ length: 20 }, (_, index) => client.headManifest(hello(`:t${index}`)))
    const ends = await Promise.allSettled(calls)
    expect(new Set(ends.map((end) => end.status === 'rejected' && (end.reason as { code: string }).code))).toEqual(
      new Set(['registry-rate-limited']),
    )
    expect(time.time).toBeLessThanOrEqual(130_000)
  })
})

/** A host that takes one request a second, and so many at once after a rest. */
function oneASecond(clock: Clock, burst: number, headers: Record<string, string>) {
  const asked = { taken: 0, refused: 0 }
  let [tokens, last] = [burst, clock.now()]
  const fetch = async () => {
    tokens = Math.min(burst, tokens + (clock.now() - last) / 1000)
    last = clock.now()
    if (tokens < 1) {
      asked.refused += 1
      return new Response('', { status: 429, headers })
    }
    tokens -= 1
    asked.taken += 1
    return new Response('', { status: 404 })
  }
  return { asked, fetch }
}

describe('a registry that takes one request a second', () => {
  it.each([
    [30, 1.2, 1, { 'retry-after': '1' }],
    [30, 1.2, 10, { 'retry-after': '1' }],
    [1500, 1.2, 1, { 'retry-after': '1' }],
    [1500, 1.2, 20, {}],
    // Where it asks for more than it needs, or says nothing, a start is slower.
    [30, 1.7, 1, { 'retry-after': '3' }],
    [30, 1.3, 1, {}],
    [1500, 1.2, 1, { 'retry-after': '3' }],
  ])('gets %i requests in %f times as many seconds, with %i at once and %j', async (count, most, burst, headers) => {
    const clock = createOrderedClock()
    const host = oneASecond(clock, burst, headers)
    const notices: RetryNotice[] = []
    const client = createTestClient(undefined, { fetch: host.fetch, clock, onRetry: (notice) => notices.push(notice) })
    const calls = Array.from({ length: count }, (_, index) => client.headManifest(parseImageReference(`busy.example/lab/m${index}:a`)))
    const ends = await Promise.allSettled(calls)
    expect(ends.filter(({ status }) => status === 'rejected')).toEqual([])
    expect(clock.time / 1000).toBeLessThanOrEqual(most * count)
    expect(host.asked.refused).toBeLessThanOrEqual(10 + 0.1 * count)
    // Fewer are not worth the line.
    if (count - burst < 25) return
    expect(notices.map(renderRetryNotice)).toContainEqual(
      expect.stringMatching(
        /^busy\.example: requests wait \(it takes about [\d.]+ requests a second: \d+ wait, about \d+ s\); the next, to read the manifest of /,
      ),
    )
  })
})

describe('a registry that asks to wait an hour', () => {
  it('is not asked again by any call before that hour is over', async () => {
    const time = { time: 0 }
    const client = createTestClient(undefined, { clock: busy(time), concurrency: 2 })
    const arrivals: number[] = []
    let answer: Answer = whole
    server.answer = (request, response, raw) => {
      arrivals.push(time.time)
      answer(request, response, raw)
    }
    await client.headManifest(hello(':first'))
    answer = inTurn(reply(429, { 'retry-after': '3600' }), whole)
    const limited = { code: 'registry-rate-limited', message: expect.stringContaining('to wait 3600 s') }
    await expect(client.headManifest(hello(':a'))).rejects.toMatchObject(limited)
    for (const tag of [':b', ':c']) await expect(client.headManifest(hello(tag))).rejects.toMatchObject(limited)
    expect([arrivals, time.time]).toEqual([[0, 0], 0])
    time.time = 3_600_000
    expect(await client.headManifest(hello(':d'))).toMatchObject({ kind: 'present' })
  })
})

describe('the quotas of ECR Public', () => {
  it('do not let a request through that had its turn while the host has asked to wait', async () => {
    const time = createOrderedClock()
    const times: number[] = []
    const answer = async () => {
      times.push(Math.floor(time.time))
      return times.length === 2 ? new Response('', { status: 429, headers: { 'retry-after': '30' } }) : new Response('', { status: 404 })
    }
    const client = createTestClient(undefined, { fetch: answer, concurrency: 3, clock: time })
    const call = (name: string) => client.headManifest(parseImageReference(`public.ecr.aws/lab/${name}:latest`))
    await call('first')
    time.time = 10_000
    await Promise.all(['a', 'b', 'c'].map(call))
    const [refused = 0, ...after] = times.slice(1)
    expect(after.filter((at) => at < refused + 30_000)).toEqual([])
    expect(after.length).toBe(3)
    expect(after.slice(1).map((at, index) => at - (after[index] ?? 0) >= 1111)).toEqual([true, true])
  })

  it.each([
    ['nobody in particular', undefined, [0, 1111, 2222]],
    ['somebody signed in', basic('AWS', 'password'), [0, 111, 222]],
  ])('hold over all modules, for %s', async (_name, credential, expected) => {
    const times: number[] = []
    const answer = async (_input: unknown, init?: RequestInit) => {
      const isSignedIn = new Headers(init?.headers).has('authorization')
      if (credential !== undefined && !isSignedIn)
        return new Response('', { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } })
      times.push(Math.floor(client.clock.time - started))
      return new Response('', { status: 404 })
    }
    const client = createTestClient(credential, { fetch: answer, concurrency: 1 })
    const started = client.clock.time
    const modules = ['a', 'b', 'c'].map((name) => parseImageReference(`public.ecr.aws/lab/${name}:latest`))
    await Promise.all(modules.map((reference) => client.headManifest(reference)))
    expect(times).toEqual(expected)
    const logged = client.notices.map(({ why, attempt }) => [why, attempt])
    expect(logged).toEqual(credential === undefined ? [['its quota of requests a second', 0]] : [])
  })
})
