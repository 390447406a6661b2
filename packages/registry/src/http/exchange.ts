import { ExchangeFailure, toExchangeFailure } from './exchange-failure.js'
import type { Transport } from './transport.js'

export type HttpMethod = 'HEAD' | 'GET' | 'PUT' | 'POST' | 'DELETE'

export interface HttpRequest {
  readonly method: HttpMethod
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array<ArrayBuffer> | string | undefined
  /** Largest body of a success that is read, in bytes. */
  readonly maxBytes: number
}

export interface HttpReply {
  readonly status: number
  readonly headers: Headers
  readonly body: Uint8Array<ArrayBuffer>
  /** Where the reply came from. */
  readonly url: URL
}

/** One request, one reply, no redirect followed, nothing retried. Throws {@link ExchangeFailure}, or the signal's reason. */
export type Exchange = (request: HttpRequest) => Promise<HttpReply>

export interface ExchangeParts {
  readonly transport: Transport
  /** For the whole of one exchange, body included. Connecting has 10 s of it, undici's own bound. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/** Bodies of errors and redirects: only their beginning is of use. */
const MAX_ERROR_BYTES = 64 * 1024

/** The one place that calls `fetch`: bounds the time and the size of each exchange and checks that all of the body came. */
export function createExchange({ transport: { fetch, proxyOf }, timeoutMs, signal }: ExchangeParts): Exchange {
  return async (request) => {
    signal.throwIfAborted()
    const ending = new AbortController()
    const abort = () => ending.abort(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    const timer = setTimeout(() => ending.abort(timedOut(request.url.host, timeoutMs)), timeoutMs)
    let phase: 'headers' | 'body' = 'headers'
    try {
      const response = await fetch(request.url, requestInit(request, ending.signal))
      phase = 'body'
      return { status: response.status, headers: response.headers, body: await readBody(response, request), url: request.url }
    } catch (error) {
      if (ending.signal.aborted) throw ending.signal.reason
      throw toExchangeFailure(error, { host: request.url.host, proxy: proxyOf(request.url), phase })
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
    }
  }
}

function requestInit({ method, headers, body }: HttpRequest, signal: AbortSignal): RequestInit {
  // Without compression the length announced is the length received, and a digest is over the very bytes sent.
  const plain = { 'user-agent': 'module-images', 'accept-encoding': 'identity', ...headers }
  return { method, headers: plain, redirect: 'manual', signal, ...(body === undefined ? {} : { body }) }
}

function timedOut(host: string, timeoutMs: number): ExchangeFailure {
  return new ExchangeFailure('timeout', host, `no reply within ${timeoutMs / 1000} s`)
}

async function readBody(response: Response, { method, url, maxBytes }: HttpRequest): Promise<Uint8Array<ArrayBuffer>> {
  const limit = response.ok ? maxBytes : MAX_ERROR_BYTES
  const announced = announcedLength(response)
  const isTooLarge = () => new ExchangeFailure('too-large', url.host, `the reply is larger than ${maxBytes} bytes`)
  if (response.body === null || method === 'HEAD') return new Uint8Array()
  if (response.ok && announced !== undefined && announced > limit) {
    await response.body.cancel()
    throw isTooLarge()
  }
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body as ReadableStream<Uint8Array>) {
    chunks.push(chunk)
    length += chunk.byteLength
    if (length > limit) {
      if (response.ok) throw isTooLarge()
      return joined(chunks, length)
    }
  }
  if (announced !== undefined && announced !== length) {
    throw new ExchangeFailure('truncated', url.host, `the reply broke off after ${length} of ${announced} bytes`)
  }
  return joined(chunks, length)
}

/** `content-length`, where it counts the bytes received. */
function announcedLength(response: Response): number | undefined {
  const value = response.headers.get('content-length')
  if (value === null || !/^\d+$/.test(value) || response.headers.has('content-encoding')) return undefined
  return Number(value)
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(length)
  let offset = 0
  for (const chunk of chunks) {
    all.set(chunk, offset)
    offset += chunk.byteLength
  }
  return all
}
