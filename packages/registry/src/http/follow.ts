import type { Exchange, HttpReply, HttpRequest } from './exchange.js'
import { ExchangeFailure } from './exchange-failure.js'
import { planRedirect } from './redirect.js'

export interface FollowedReply extends HttpReply {
  /** Whether another origin than the one asked has replied: its challenges must not be answered. */
  readonly isForeign: boolean
}

/**
 * Sends a request and follows redirects as {@link planRedirect} allows; a sign-in once left behind is not taken up again.
 *
 * @throws ExchangeFailure `unsafe-redirect`
 */
export async function follow(exchange: Exchange, request: HttpRequest, authorization?: string): Promise<FollowedReply> {
  let url = request.url
  let signIn = authorization
  let isForeign = false
  for (let followed = 0; ; followed += 1) {
    const headers = signIn === undefined ? request.headers : { ...request.headers, authorization: signIn }
    const reply = await exchange({ ...request, url, headers })
    const plan = planRedirect({ method: request.method, url, status: reply.status, location: reply.headers.get('location'), followed })
    if (plan.kind === 'final') return { ...reply, isForeign }
    if (plan.kind === 'refuse') throw new ExchangeFailure('unsafe-redirect', url.host, plan.why)
    if (!plan.keepsAuthorization) {
      signIn = undefined
      isForeign = true
    }
    url = plan.url
  }
}
