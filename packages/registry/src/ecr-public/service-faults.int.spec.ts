import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { RegistryService } from '../kinds/registry-kind.js'
import type { RetryNotice } from '../registry-connection.js'
import { createTransport } from '../http/transport.js'
import { type Answer, inTurn, reply, reset, type ScriptedServer, startScriptedServer, truncated } from '../testing/scripted-server.js'
import { createTestClock, type TestClock } from '../testing/test-client.js'
import { ecrPublicKind } from './ecr-public-kind.js'

let server: ScriptedServer
let clock: TestClock
let notices: RetryNotice[]
beforeEach(async () => {
  server = await startScriptedServer()
  clock = createTestClock()
  notices = []
  const env = { AWS_ENDPOINT_URL_ECR_PUBLIC: `http://${server.host}`, AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' }
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await server.close()
})

function open(): RegistryService {
  const context = {
    host: server.host,
    env: process.env,
    home: '/home/nobody',
    readFile: async () => undefined,
    transport: createTransport({}),
  }
  return ecrPublicKind.open({ ...context, signal: new AbortController().signal, clock, onRetry: (notice) => notices.push(notice) })
}

const TYPE = { 'content-type': 'application/x-amz-json-1.1' }
const PRESENT = JSON.stringify({ repositories: [{ repositoryName: 'hello-r' }] })
const present = reply(200, TYPE, PRESENT)

it.each<readonly [string, Answer]>([
  ['a page of a gateway, 503', reply(503, { 'content-type': 'text/html' }, '<html><body>Service Unavailable</body></html>')],
  ['a page of a gateway, 502', reply(502, { 'content-type': 'text/html' }, '<html><body>Bad Gateway</body></html>')],
  ['an empty reply, 500', reply(500)],
  ['a page, 429', reply(429, { 'content-type': 'text/plain' }, 'slow down')],
  ['a connection that breaks', reset],
  ['a reply that breaks off', truncated(TYPE, PRESENT.slice(0, 20))],
])('%s is tried again', async (_name, fault) => {
  server.answer = inTurn(fault, present)
  expect(await open().ensureRepository('openscpca/hello-r')).toBe('present')
  expect(notices.map(({ attempt }) => attempt)).toEqual([1])
})

it.each([
  ['seconds', () => '9'],
  ['a date', () => new Date(clock.time + 9_000).toUTCString()],
])('waits as long as Retry-After asks, in %s', async (_name, after) => {
  const throttled = { ...TYPE, 'retry-after': after() }
  server.answer = inTurn(reply(400, throttled, JSON.stringify({ __type: 'ThrottlingException', message: 'Rate exceeded' })), present)
  await open().ensureRepository('openscpca/hello-r')
  expect(notices.map(({ milliseconds }) => milliseconds)).toEqual([9_000])
})
