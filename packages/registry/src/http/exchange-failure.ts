/** Why one request got no usable reply. */
export type FailureReason =
  /** No connection came about. */
  | 'refused'
  | 'unresolved'
  | 'unroutable'
  | 'connect-timeout'
  | 'tls'
  /** A proxy on the way does not let it through. */
  | 'proxy-refused'
  /** A connection came about and broke. */
  | 'reset'
  | 'timeout'
  | 'truncated'
  /** The reply came whole by its length but is not what its digest says. */
  | 'corrupt'
  /** The reply is not one to read on. */
  | 'garbled'
  | 'too-large'
  | 'unsafe-redirect'
  | 'unsafe-realm'

interface FailureOrigin {
  readonly cause?: unknown
  readonly proxy?: string | undefined
}

/** One request that failed below the level of HTTP statuses. Internal: what callers see is made of it in `registry-error.ts`. */
export class ExchangeFailure extends Error {
  /** The name of the proxy that it went through. */
  readonly proxy: string | undefined

  constructor(
    readonly reason: FailureReason,
    /** Of the server that was spoken to: not the registry's own after a redirect. */
    readonly host: string,
    message: string,
    { cause, proxy }: FailureOrigin = {},
  ) {
    super(message, cause === undefined ? undefined : { cause })
    this.proxy = proxy
    this.name = 'ExchangeFailure'
  }

  /** Whether no connection to the server came about at all. */
  get isConnect(): boolean {
    return CONNECT_REASONS.has(this.reason)
  }

  /** Whether the same request may fare better. */
  get isTransient(): boolean {
    return TRANSIENT_REASONS.has(this.reason)
  }
}

const CONNECT_REASONS = new Set<FailureReason>(['refused', 'unresolved', 'unroutable', 'connect-timeout', 'tls', 'proxy-refused'])
const TRANSIENT_REASONS = new Set<FailureReason>([
  'refused',
  'unresolved',
  'unroutable',
  'connect-timeout',
  'reset',
  'timeout',
  'truncated',
  'corrupt',
])

const REASON_OF_CODE: Readonly<Record<string, readonly [FailureReason, string]>> = {
  ECONNREFUSED: ['refused', 'connection refused'],
  ENOTFOUND: ['unresolved', 'no such host'],
  EAI_AGAIN: ['unresolved', 'the name could not be looked up'],
  EHOSTUNREACH: ['unroutable', 'no route to the host'],
  ENETUNREACH: ['unroutable', 'no route to the network'],
  ETIMEDOUT: ['connect-timeout', 'no connection in time'],
  UND_ERR_CONNECT_TIMEOUT: ['connect-timeout', 'no connection in time'],
  ECONNRESET: ['reset', 'the connection was reset'],
  EPIPE: ['reset', 'the connection was closed'],
  UND_ERR_SOCKET: ['reset', 'the connection was closed'],
  UND_ERR_HEADERS_TIMEOUT: ['timeout', 'no reply in time'],
  UND_ERR_BODY_TIMEOUT: ['timeout', 'no reply in time'],
}

/** What failed, as far as `fetch` does not say. */
export interface FailedExchange {
  readonly host: string
  /** The name of the proxy that it went through. */
  readonly proxy?: string | undefined
  readonly phase: 'headers' | 'body'
}

/**
 * Sorts an error of `fetch` by the system or undici code that lies somewhere in its causes.
 * Codes: https://github.com/nodejs/undici/blob/main/docs/docs/api/Errors.md
 */
export function toExchangeFailure(error: unknown, { host, proxy, phase }: FailedExchange): ExchangeFailure {
  if (error instanceof ExchangeFailure) return error
  // It has no code, and was not even tried: https://fetch.spec.whatwg.org/#port-blocking
  if (error instanceof Error && error.cause instanceof Error && error.cause.message === 'bad port')
    return new ExchangeFailure('garbled', host, 'no web client speaks to this port, since it is known for another service', {
      cause: error,
    })
  const code = findCode(error, 0)
  const [reason, message] = (proxy === undefined ? undefined : refusalOfProxy(error, 0)) ?? classify(code, phase)
  return new ExchangeFailure(reason, host, proxy === undefined ? message : `${message}, through the proxy ${proxy}`, {
    cause: error,
    proxy,
  })
}

/** undici tells the status by its message alone. 5xx is what a proxy says of a host that it does not reach. */
function refusalOfProxy(error: unknown, depth: number): readonly [FailureReason, string] | undefined {
  if (!(error instanceof Error) || depth > 5) return undefined
  const status = /^Proxy response \((\d+)\)/.exec(error.message)?.[1]
  if (status === undefined) return refusalOfProxy(error.cause, depth + 1)
  if (status === '407') return ['proxy-refused', 'it asks for a sign-in (status 407)']
  return [status.startsWith('5') ? 'refused' : 'proxy-refused', `no tunnel (status ${status})`]
}

function classify(code: string, phase: 'headers' | 'body'): readonly [FailureReason, string] {
  const known = REASON_OF_CODE[code]
  if (known?.[0] === 'timeout') return known
  if (phase === 'body') return ['truncated', 'the reply broke off']
  if (known) return known
  if (/^EPROTO$|^ERR_SSL/.test(code)) return ['tls', `it does not speak https (${code})`]
  if (/CERT|^ERR_TLS|SIGNATURE|ISSUER/.test(code)) return ['tls', `its certificate is not trusted (${code})`]
  return ['garbled', `the reply is not HTTP that can be read${code === '' ? '' : ` (${code})`}`]
}

function findCode(error: unknown, depth: number): string {
  if (!(error instanceof Error) || depth > 5) return ''
  if ('code' in error && typeof error.code === 'string') return error.code
  if (error instanceof AggregateError) return findCode(error.errors[0], depth + 1)
  return findCode(error.cause, depth + 1)
}
