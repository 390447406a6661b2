import { ExchangeFailure } from '../http/exchange-failure.js'
import { parseAuthChallenges } from './auth-challenge.js'

/** How a registry wants to be signed in to, as its first challenge taught. */
export type AuthScheme =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'basic' }
  | { readonly kind: 'bearer'; readonly realm: URL; readonly service?: string | undefined }

export interface OfferedScheme {
  readonly scheme: AuthScheme
  /** The scopes a bearer challenge asks for. */
  readonly scopes: readonly string[]
}

/** The registry a challenge came from, and which hosts may be spoken to without encryption. */
export interface Challenger {
  readonly url: URL
  readonly isInsecure: (host: string) => boolean
}

/**
 * Picks from a `WWW-Authenticate` header what this client can do: bearer before basic; nothing where neither is offered.
 * Throws ExchangeFailure for a realm that no sign-in may be sent to: plain http, but from and to this machine.
 */
export function chooseScheme(header: string | null, challenger: Challenger): OfferedScheme | undefined {
  const challenges = parseAuthChallenges(header ?? '')
  const bearer = challenges.find(({ scheme, parameters }) => scheme === 'bearer' && parameters.has('realm'))?.parameters
  if (bearer) {
    const scheme = { kind: 'bearer' as const, realm: safeRealm(bearer.get('realm') ?? '', challenger), service: bearer.get('service') }
    return { scheme, scopes: (bearer.get('scope') ?? '').split(' ').filter((scope) => scope !== '') }
  }
  return challenges.some(({ scheme }) => scheme === 'basic') ? { scheme: { kind: 'basic' }, scopes: [] } : undefined
}

/** Whether it is the token that is no good, and not what was asked for with it. https://www.rfc-editor.org/rfc/rfc6750#section-3.1 */
export function isInvalidToken(header: string | null): boolean {
  return parseAuthChallenges(header ?? '').some(
    ({ scheme, parameters }) => scheme === 'bearer' && parameters.get('error') === 'invalid_token',
  )
}

export function isSameScheme(a: AuthScheme, b: AuthScheme): boolean {
  if (a.kind === 'bearer' && b.kind === 'bearer') return a.realm.href === b.realm.href && a.service === b.service
  return a.kind === b.kind
}

function safeRealm(text: string, { url, isInsecure }: Challenger): URL {
  const unsafe = (why: string) => new ExchangeFailure('unsafe-realm', url.host, why)
  if (!URL.canParse(text)) throw unsafe('it names a token server whose address cannot be read')
  const realm = new URL(text)
  if (realm.username !== '' || realm.password !== '') throw unsafe('it names a token server with a sign-in in its address')
  const isLocal = realm.protocol === 'http:' && url.protocol === 'http:' && isInsecure(realm.host)
  if (realm.protocol !== 'https:' && !isLocal) throw unsafe(`it names a token server that is not spoken to over https, ${realm.host}`)
  return realm
}
