import { Readable } from 'node:stream'
import type { ECRClientConfig } from '@aws-sdk/client-ecr'
import type { Transport } from '../http/transport.js'

/** A request as the SDK hands it over, as far as its clients for JSON and for queries use it. */
interface SdkRequest {
  readonly protocol: string
  readonly hostname: string
  readonly port?: number | undefined
  readonly path: string
  readonly query?: Readonly<Record<string, string | readonly string[] | null>> | undefined
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array<ArrayBuffer> | undefined
}

interface SdkHandlerOptions {
  readonly abortSignal?: AbortSignal | undefined
}

/**
 * Sends the SDK's requests, those of its sign-ins too, through the proxies of a transport: its own handler takes one proxy for all hosts.
 *
 * @param timeoutMs for one request and its whole reply
 */
export function createSdkRequestHandler({ fetch, proxyOf }: Transport, timeoutMs: number): NonNullable<ECRClientConfig['requestHandler']> {
  const handle = async (request: SdkRequest, { abortSignal }: SdkHandlerOptions = {}) => {
    const url = urlOf(request)
    const timeout = AbortSignal.timeout(timeoutMs)
    const signal = abortSignal === undefined ? timeout : AbortSignal.any([abortSignal, timeout])
    try {
      const { method, headers, body } = request
      const sent = Object.entries(headers).filter(([name]) => !SET_BY_FETCH.has(name.toLowerCase()))
      const reply = await fetch(url, { method, headers: sent, signal, redirect: 'manual', ...(body === undefined ? {} : { body }) })
      const content = Buffer.from(await reply.arrayBuffer())
      return { response: { statusCode: reply.status, headers: Object.fromEntries(reply.headers), body: Readable.from([content]) } }
    } catch (error) {
      throw namingProxy(causeOf(error), proxyOf(url))
    }
  }
  return { metadata: { handlerProtocol: 'h1' }, handle, updateHttpClientConfig: () => undefined, httpHandlerConfigs: () => ({}) }
}

const SET_BY_FETCH = new Set(['host', 'content-length', 'connection', 'expect'])

function urlOf({ protocol, hostname, port, path, query = {} }: SdkRequest): URL {
  const url = new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`)
  for (const [name, value] of Object.entries(query)) for (const one of [value ?? ''].flat()) url.searchParams.append(name, one)
  return url
}

/** `fetch` fails with a TypeError; what happened, and its system code, is the cause. */
function causeOf(error: unknown): unknown {
  return error instanceof TypeError && error.cause instanceof Error ? error.cause : error
}

function namingProxy(error: unknown, proxy: string | undefined): unknown {
  if (proxy === undefined || !(error instanceof Error)) return error
  const named = new Error(`${error.message} (through the proxy ${proxy})`, { cause: error })
  return Object.assign(named, { name: error.name }, 'code' in error ? { code: error.code } : {})
}
