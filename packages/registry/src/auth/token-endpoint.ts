import * as v from 'valibot'
import type { Credential } from '../credentials/credential.js'
import type { Clock } from '../http/clock.js'
import type { Exchange, HttpReply, HttpRequest } from '../http/exchange.js'
import { ExchangeFailure } from '../http/exchange-failure.js'
import { follow } from '../http/follow.js'
import { BusyReply, isBusyStatus } from '../http/retry.js'
import { Secret } from '../credentials/secret.js'

export interface Token {
  readonly value: Secret
  /** Milliseconds since the epoch, a margin taken off. */
  readonly expiresAt: number
}

export interface TokenRequest {
  readonly realm: URL
  readonly service?: string | undefined
  readonly scopes: readonly string[]
  readonly credential: Credential
}

/** The token server will not have this credential, or gives nobody a token for this. */
export class TokenRefused extends Error {
  constructor(readonly reply: HttpReply) {
    super(`status ${reply.status}`)
    this.name = 'TokenRefused'
  }
}

const MAX_TOKEN_BYTES = 1024 * 1024
const HEADER_VALUE = v.pipe(v.string(), v.regex(/^[\x21-\x7e]+$/))
const REPLY = v.pipe(
  v.object({
    token: v.nullish(HEADER_VALUE),
    access_token: v.nullish(HEADER_VALUE),
    expires_in: v.nullish(v.pipe(v.number(), v.gtValue(0))),
  }),
  v.transform(({ token, access_token, expires_in }) => ({ value: token ?? access_token ?? undefined, seconds: expires_in ?? undefined })),
)
/** The protocol's own default, for servers that do not say. */
const DEFAULT_SECONDS = 60
/** A token is given up this much before its end, or at 9/10 of a short life, so that it does not end on the way. */
const MARGIN_MS = 10_000

/**
 * Gets a bearer token. Its life is counted from now by the local clock: `issued_at` would be by the server's.
 * Protocol: https://distribution.github.io/distribution/spec/auth/token/ and, for identity tokens, …/auth/oauth/
 *
 * @throws {@link TokenRefused}, BusyReply, ExchangeFailure
 */
export async function fetchToken(exchange: Exchange, request: TokenRequest, clock: Clock): Promise<Token> {
  const reply = await follow(exchange, toHttpRequest(request), basicHeader(request.credential))
  if (isBusyStatus(reply.status)) throw new BusyReply(reply)
  const isRefused = reply.status === 401 || reply.status === 403 || (reply.status === 400 && request.credential.kind === 'identity-token')
  if (isRefused) throw new TokenRefused(reply)
  const parsed = reply.status === 200 ? parseReply(reply.body) : undefined
  if (parsed?.value === undefined) {
    throw new ExchangeFailure('garbled', request.realm.host, `the token server gave no token (status ${reply.status})`)
  }
  const lifeMs = (parsed.seconds ?? DEFAULT_SECONDS) * 1000
  return { value: new Secret(parsed.value), expiresAt: clock.now() + lifeMs - Math.min(MARGIN_MS, lifeMs / 10) }
}

/** The value of an `Authorization` header with user name and password; nothing for other credentials. */
export function basicHeader(credential: Credential): string | undefined {
  if (credential.kind !== 'basic') return undefined
  return `Basic ${Buffer.from(`${credential.username}:${credential.password.reveal()}`).toString('base64')}`
}

function toHttpRequest({ realm, service, scopes, credential }: TokenRequest): HttpRequest {
  const common = { headers: { accept: 'application/json' }, maxBytes: MAX_TOKEN_BYTES }
  if (credential.kind === 'identity-token') {
    const form = new URLSearchParams({ grant_type: 'refresh_token', client_id: 'module-images', scope: scopes.join(' ') })
    if (service !== undefined) form.set('service', service)
    form.set('refresh_token', credential.token.reveal())
    const headers = { ...common.headers, 'content-type': 'application/x-www-form-urlencoded' }
    return { ...common, method: 'POST', url: realm, headers, body: form.toString() }
  }
  const url = new URL(realm)
  if (service !== undefined) url.searchParams.set('service', service)
  for (const scope of scopes) url.searchParams.append('scope', scope)
  return { ...common, method: 'GET', url }
}

function parseReply(body: Uint8Array): v.InferOutput<typeof REPLY> | undefined {
  try {
    return v.parse(REPLY, JSON.parse(new TextDecoder().decode(body)))
  } catch {
    return undefined
  }
}
