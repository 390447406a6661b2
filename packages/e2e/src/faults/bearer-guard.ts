import { randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { SeededRandom } from './seeded-random.js'

/** Who may push, by a password made for one run of the suite. */
export interface Publisher {
  readonly username: string
  readonly password: string
}

/** What is said to a request that may not pass. */
export interface Refusal {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Sign-in by bearer tokens whose end comes without notice, in the middle of whatever is being done. */
export interface BearerGuard {
  /** Texts that no process, file or log may show: the password and what every token begins with. */
  readonly secrets: readonly string[]
  /** Tokens given out, and those that ended while they were in use. */
  readonly counts: { issued: number; expired: number }
  /** Undefined where the request may pass. */
  refuse(host: string, path: string, headers: IncomingHttpHeaders): Refusal | undefined
  /** The reply of the token endpoint. */
  issue(headers: IncomingHttpHeaders): Refusal
}

/** How long a token is good for, drawn for each, though its reply promises five minutes. Milliseconds. */
const LIFE: readonly [number, number] = [800, 4000]

/** Protocol: https://distribution.github.io/distribution/spec/auth/token/ */
export function createBearerGuard(publisher: Publisher, random: SeededRandom): BearerGuard {
  const mark = `tok${randomBytes(12).toString('hex')}`
  const basic = `Basic ${Buffer.from(`${publisher.username}:${publisher.password}`).toString('base64')}`
  const ends = new Map<string, number>()
  const counts = { issued: 0, expired: 0 }
  return {
    secrets: [publisher.password, basic.slice('Basic '.length), mark],
    counts,
    refuse(host, path, { authorization = '' }) {
      const token = authorization.startsWith('Bearer ') ? authorization.slice('Bearer '.length) : undefined
      const end = token === undefined ? undefined : ends.get(token)
      if (end !== undefined && performance.now() < end) return undefined
      if (end !== undefined) counts.expired += 1
      return unauthorized(host, path, token !== undefined)
    },
    issue({ authorization }) {
      if (authorization !== basic) return json(401, { errors: [{ code: 'UNAUTHORIZED', message: 'wrong user name or password' }] })
      counts.issued += 1
      const token = `${mark}.${counts.issued}`
      ends.set(token, performance.now() + random.between(...LIFE))
      return json(200, { token, expires_in: 300 })
    },
  }
}

function unauthorized(host: string, path: string, isInvalid: boolean): Refusal {
  const repository = /^\/v2\/(.+)\/(?:manifests|blobs|tags)\//.exec(path)?.[1]
  const scope = repository === undefined ? '' : `,scope="repository:${repository}:pull,push"`
  const challenge = `Bearer realm="http://${host}/token",service="faults"${scope}${isInvalid ? ',error="invalid_token"' : ''}`
  const refusal = json(401, { errors: [{ code: 'UNAUTHORIZED', message: 'authentication required' }] })
  return { ...refusal, headers: { ...refusal.headers, 'www-authenticate': challenge } }
}

export function json(status: number, body: unknown): Refusal {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}
