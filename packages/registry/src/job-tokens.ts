import * as v from 'valibot'
import { Secret } from './credentials/secret.js'
import { createExchange } from './http/exchange.js'
import type { Transport } from './http/transport.js'

/** Where a job of GitHub Actions gets tokens that say which job it is, and what shows there that it is this one. */
export interface JobTokenService {
  readonly url: string
  readonly key: Secret
}

/**
 * The service of a job with the permission `id-token: write`; undefined anywhere else.
 * https://docs.github.com/actions/reference/security/oidc#methods-for-requesting-the-oidc-token
 */
export function readJobTokenService(env: Readonly<Record<string, string | undefined>>): JobTokenService | undefined {
  const [url, key] = [env['ACTIONS_ID_TOKEN_REQUEST_URL'], env['ACTIONS_ID_TOKEN_REQUEST_TOKEN']]
  return url && key ? { url, key: new Secret(key) } : undefined
}

/** Asks for a token for an audience. Each lives for minutes. @throws ExchangeFailure, TokenRefused */
export type FetchJobToken = (audience: string) => Promise<Secret>

/** The token service did not give a token. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused'
  /** As the AWS SDK has it, for whoever asks whether to try again. */
  readonly $metadata: { readonly httpStatusCode: number }

  constructor(status: number) {
    super(`status ${status}`)
    this.$metadata = { httpStatusCode: status }
  }
}

const TOKEN_MS = 30_000
const MAX_TOKEN_BYTES = 64 * 1024
const TOKEN_REPLY = v.object({ value: v.pipe(v.string(), v.nonEmpty()) })

export function createJobTokenFetch(
  { url: service, key }: JobTokenService,
  { transport, signal }: { readonly transport: Transport; readonly signal: AbortSignal },
): FetchJobToken {
  const exchange = createExchange({ transport, timeoutMs: TOKEN_MS, signal })
  return async (audience) => {
    const url = new URL(service)
    url.searchParams.set('audience', audience)
    const headers = { accept: 'application/json', authorization: `bearer ${key.reveal()}` }
    const { status, body } = await exchange({ method: 'GET', url, headers, maxBytes: MAX_TOKEN_BYTES })
    if (status !== 200) throw new TokenRefused(status)
    return new Secret(v.parse(TOKEN_REPLY, JSON.parse(new TextDecoder().decode(body))).value)
  }
}
