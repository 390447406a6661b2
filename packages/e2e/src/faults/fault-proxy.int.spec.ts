import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { createBearerGuard } from './bearer-guard.js'
import { FAULT_KINDS, type FaultKind } from './fault-kinds.js'
import { startFaultProxy } from './fault-proxy.js'
import { createSeededRandom, type SeededRandom } from './seeded-random.js'

const PUBLISHER = { username: 'publisher', password: 'a password' }
const DIGEST = `sha256:${'1'.repeat(64)}`
const TEXT = 'sixteen letters!'

let upstream: Server
const reached: string[] = []
beforeAll(async () => {
  upstream = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      reached.push(`${request.method} ${Buffer.concat(chunks).toString()}`)
      response.writeHead(200, { 'docker-content-digest': DIGEST }).end(TEXT)
    })
  }).listen(0, '127.0.0.1')
  await once(upstream, 'listening')
})
afterAll(() => upstream.close())

/** Has the one fault befall every request but those for a token. */
function always(kind: FaultKind | undefined): SeededRandom {
  const random = createSeededRandom(1)
  let isChosen = false
  return {
    ...random,
    chance: () => (isChosen = kind !== undefined),
    pick: (items) => (isChosen && kind !== undefined ? (items.find((item) => (item as unknown) === kind) ?? items[0]) : items[0]),
  }
}

async function startProxy(kind: FaultKind | undefined) {
  reached.length = 0
  const guard = createBearerGuard(PUBLISHER, createSeededRandom(1))
  const basic = `Basic ${Buffer.from(`${PUBLISHER.username}:${PUBLISHER.password}`).toString('base64')}`
  const { token } = JSON.parse(guard.issue({ authorization: basic }).body) as { token: string }
  const host = `127.0.0.1:${(upstream.address() as AddressInfo).port}`
  const proxy = await startFaultProxy({ upstream: host, guard, random: always(kind), probability: 1 })
  onTestFinished(() => proxy.stop())
  const send = async (method: string, body?: string) => {
    const reply = await fetch(`http://${proxy.host}/v2/a/manifests/b`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body }),
    })
    return {
      status: reply.status,
      digest: reply.headers.get('docker-content-digest'),
      text: await reply.text(),
      after: reply.headers.get('retry-after'),
    }
  }
  return { proxy, send }
}

const whole = { status: 200, digest: DIGEST, text: TEXT, after: null }

it('passes on what no fault befalls, and nothing without a sign-in', async () => {
  const { proxy, send } = await startProxy(undefined)
  expect(await send('GET')).toEqual(whole)
  const reply = await fetch(`http://${proxy.host}/v2/a/manifests/b`)
  expect([reply.status, reply.headers.get('www-authenticate')]).toEqual([
    401,
    `Bearer realm="http://${proxy.host}/token",service="faults",scope="repository:a:pull,push"`,
  ])
  expect([(await fetch(`http://${proxy.host}/token`)).status, reached]).toEqual([401, ['GET ']])
})

it.each([
  ['429', 429, null],
  ['429 with Retry-After', 429, '1'],
  ['500', 500, null],
  ['503', 503, null],
] as const)('answers %s in the registry’s place', async (kind, status, after) => {
  const { proxy, send } = await startProxy(kind)
  expect(await send('GET')).toMatchObject({ status, after })
  expect([reached, proxy.faults[kind]]).toEqual([[], 1])
})

it('breaks connections before, in the middle of, and after what the registry does', async () => {
  const ends: Partial<Record<FaultKind, unknown>> = {}
  for (const kind of ['reset', 'truncated upload', 'lost reply', 'truncated reply'] as const) {
    const { send } = await startProxy(kind)
    await expect(kind === 'truncated reply' ? send('GET') : send('PUT', 'uploaded')).rejects.toThrow()
    ends[kind] = [...reached]
  }
  expect(ends).toEqual({ reset: [], 'truncated upload': [], 'lost reply': ['PUT uploaded'], 'truncated reply': ['GET '] })
})

it('changes digests, in the header and in the body, and lets pass what is only late', async () => {
  const { digest, ...rest } = await (await startProxy('wrong digest header')).send('GET')
  expect({ ...rest, isOther: digest !== DIGEST && /^sha256:[0-9a-f]{64}$/.test(digest ?? '') }).toEqual({
    status: 200,
    text: TEXT,
    after: null,
    isOther: true,
  })
  const { text } = await (await startProxy('wrong digest body')).send('GET')
  expect([text.length, [...text].filter((letter, index) => letter !== TEXT[index]).length]).toEqual([TEXT.length, 1])
  expect(await (await startProxy('delay')).send('GET')).toEqual(whole)
})

it('draws the same from the same seed, and every kind in time', () => {
  const draw = (seed: number) =>
    Array.from(
      { length: 200 },
      (
        (random) => () =>
          random.pick(FAULT_KINDS)
      )(createSeededRandom(seed)),
    )
  expect(draw(7)).toEqual(draw(7))
  expect(draw(7)).not.toEqual(draw(8))
  expect(new Set(draw(7))).toEqual(new Set(FAULT_KINDS))
})
