import type { Credential, CredentialSource } from '../credentials/credential.js'
import type { Clock } from '../http/clock.js'
import { Secret } from '../auth/secret.js'
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
  readonly clock: TestClock
  readonly notices: RetryNotice[]
}

/** A client whose waits take no time. */
export function createTestClient(credential?: Credential, options: Partial<RegistryClientOptions> = {}): TestClient {
  const clock = createTestClock()
  const notices: RetryNotice[] = []
  const client = createRegistryClient({ credentials: sourceOf(credential), clock, onRetry: (notice) => notices.push(notice), ...options })
  return Object.defineProperties(client, { clock: { value: clock }, notices: { value: notices } }) as TestClient
}
