import type { Credential, CredentialSource } from '../credentials/credential.js'
import type { Clock } from '../http/clock.js'
import { Secret } from '../credentials/secret.js'
import type { HttpMethod } from '../http/exchange.js'
import { createRegistryClient, type RegistryClient, type RegistryClientOptions } from '../registry-client.js'
import type { RetryNotice } from '../registry-connection.js'

/** Time that passes only by sleeping, and no chance. */
export interface TestClock extends Clock {
  time: number
}

export function createTestClock(): TestClock {
  const clock: TestClock = {
    time: 1_700_000_000_000,
    now: () => clock.time,
    random: () => 0,
    sleep: async (milliseconds, signal) => {
      signal.throwIfAborted()
      clock.time += milliseconds
    },
  }
  return clock
}

/** Time in which those who sleep wake in the order of their times, as soon as nothing else is to be done. */
export function createOrderedClock(): TestClock {
  const sleepers: { end: number; wake: () => void }[] = []
  const wakeNext = () => {
    const next = sleepers.sort((a, b) => a.end - b.end).shift()
    clock.time = Math.max(clock.time, next?.end ?? 0)
    next?.wake()
  }
  const clock: TestClock = {
    time: 0,
    now: () => clock.time,
    random: () => 0,
    sleep: (milliseconds) =>
      new Promise<void>((wake) => {
        sleepers.push({ end: clock.time + milliseconds, wake })
        setImmediate(wakeNext)
      }),
  }
  return clock
}

/** A source that has one credential for every host, and counts how often it is asked. */
export function sourceOf(credential: Credential | undefined): CredentialSource & { readonly asked: string[] } {
  const asked: string[] = []
  const find = async (host: string) => {
    asked.push(host)
    return credential
  }
  return { name: 'test', asked, find }
}

export function basic(username: string, password: string): Credential {
  return { kind: 'basic', username, password: new Secret(password), origin: 'the test' }
}

export interface TestClient extends RegistryClient {
  /** Sent so far, redirects, sign-ins and repeats included. */
  readonly requests: Readonly<Record<HttpMethod | 'total', number>>
  readonly clock: TestClock
  readonly notices: RetryNotice[]
}

/** A client whose waits take no time. */
export function createTestClient(
  credential?: Credential,
  { fetch: answer = fetch, ...options }: Partial<RegistryClientOptions> & { readonly fetch?: typeof fetch } = {},
): TestClient {
  const clock = createTestClock()
  const notices: RetryNotice[] = []
  const requests = { HEAD: 0, GET: 0, PUT: 0, POST: 0, DELETE: 0, total: 0 }
  const send: typeof fetch = (input, init) => {
    requests[init?.method as HttpMethod] += 1
    requests.total += 1
    return answer(input, init)
  }
  const onRetry = (notice: RetryNotice) => notices.push(notice)
  const client = createRegistryClient({
    credentials: sourceOf(credential),
    clock,
    onRetry,
    ...options,
    transport: { fetch: send, proxyOf: () => undefined },
  })
  return { ...client, clock, notices, requests }
}
