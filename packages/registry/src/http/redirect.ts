import type { HttpMethod } from './exchange.js'

export type RedirectPlan =
  | { readonly kind: 'final' }
  | { readonly kind: 'follow'; readonly url: URL; readonly keepsAuthorization: boolean }
  | { readonly kind: 'refuse'; readonly why: string }

export interface RedirectFacts {
  readonly method: HttpMethod
  readonly url: URL
  readonly status: number
  readonly location: string | null
  /** Redirects followed so far. */
  readonly followed: number
}

const MOVED = new Set([301, 302, 303, 307, 308])
/** The two that promise to keep method and body. */
const KEEPS_METHOD = new Set([307, 308])
const MOST = 5

/**
 * What to do with a reply that may be a redirect. Registries send blob reads to storage on other hosts, which must never
 * see the sign-in; a write goes nowhere but where it was sent.
 * Meaning of the statuses: https://www.rfc-editor.org/rfc/rfc9110#section-15.4
 */
export function planRedirect({ method, url, status, location, followed }: RedirectFacts): RedirectPlan {
  if (!MOVED.has(status)) return { kind: 'final' }
  if (location === null) return refuse(`it redirected (${status}) to nowhere`)
  if (followed >= MOST) return refuse(`it redirected more than ${MOST} times`)
  if (!URL.canParse(location, url.href)) return refuse('it redirected to something that is not an address')
  const next = new URL(location, url.href)
  if (next.protocol !== 'https:' && next.protocol !== 'http:') return refuse(`it redirected to a ${next.protocol} address`)
  if (url.protocol === 'https:' && next.protocol === 'http:') return refuse(`it redirected from https to http, to ${next.host}`)
  if (next.username !== '' || next.password !== '') return refuse('it redirected to an address with a sign-in in it')
  const isRead = method === 'GET' || method === 'HEAD'
  const sameOrigin = next.origin === url.origin
  if (!isRead && !(sameOrigin && KEEPS_METHOD.has(status))) return refuse(`it redirected a ${method} (${status}) to ${next.host}`)
  return { kind: 'follow', url: next, keepsAuthorization: sameOrigin }
}

function refuse(why: string): RedirectPlan {
  return { kind: 'refuse', why }
}
