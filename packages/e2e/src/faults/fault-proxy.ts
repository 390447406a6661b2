import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type BearerGuard, json, type Refusal } from './bearer-guard.js'
import { drawFault, FAULT_KINDS, type FaultKind } from './fault-kinds.js'
import type { SeededRandom } from './seeded-random.js'

export interface FaultProxyRequest {
  /** `127.0.0.1:port` of the registry behind. */
  readonly upstream: string
  readonly guard: BearerGuard
  readonly random: SeededRandom
  /** Of each request, to meet a fault. */
  readonly probability: number
}

export interface FaultProxy {
  /** `127.0.0.1:port` */
  readonly host: string
  /** Injected so far. */
  readonly faults: Readonly<Record<FaultKind, number>>
  readonly requests: () => number
  /** Resolves as soon as so many requests have come, from now on, whose path has this text. */
  seen(text: string, count: number): Promise<void>
  stop(): Promise<void>
}

interface Exchange {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

interface Reply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/**
 * Stands before a registry, asks for a sign-in, and has faults befall what passes, whoever sends it. The host that clients name passes
 * unchanged, so that the registry sends them back here. Bodies are held whole: the images of the suite are small.
 */
export async function startFaultProxy({ upstream, guard, random, probability }: FaultProxyRequest): Promise<FaultProxy> {
  const faults = Object.fromEntries(FAULT_KINDS.map((kind) => [kind, 0])) as Record<FaultKind, number>
  let requests = 0
  const watchers = new Set<(path: string) => void>()
  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const { method = 'GET', url: path = '/', headers } = incoming
    const exchange: Exchange = { method, path, headers, body: await readAll(incoming) }
    requests += 1
    for (const watcher of watchers) watcher(path)
    const fault = drawFault(random, probability, { method, hasBody: exchange.body.length > 1 })
    if (fault !== undefined) faults[fault] += 1
    if (fault !== undefined && (await breakEarly(fault, exchange, outgoing, { upstream, random }))) return
    const refusal = path.startsWith('/token') ? guard.issue(headers) : guard.refuse(headers.host ?? '', path, headers)
    const reply = refusal ? toReply(refusal) : await forward(upstream, exchange)
    breakLate(fault, exchange, reply, outgoing)
  }
  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch(() => outgoing.destroy())
  })
  server.keepAliveTimeout = 60_000
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults,
    requests: () => requests,
    seen: (text, count) =>
      new Promise((resolve) => {
        let left = count
        const watcher = (path: string) => {
          if (!path.includes(text) || (left -= 1) > 0) return
          watchers.delete(watcher)
          resolve()
        }
        watchers.add(watcher)
      }),
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Faults before the registry has seen the whole request; true where that was the end of it. */
async function breakEarly(
  fault: FaultKind,
  exchange: Exchange,
  outgoing: ServerResponse,
  { upstream, random }: { upstream: string; random: SeededRandom },
): Promise<boolean> {
  switch (fault) {
    case '429':
      send(outgoing, json(429, { errors: [{ code: 'TOOMANYREQUESTS', message: 'Rate exceeded' }] }))
      return true
    case '429 with Retry-After': {
      const busy = json(429, { errors: [{ code: 'TOOMANYREQUESTS', message: 'Rate exceeded' }] })
      send(outgoing, { ...busy, headers: { ...busy.headers, 'retry-after': '1' } })
      return true
    }
    case '500':
      send(outgoing, json(500, { errors: [{ code: 'UNKNOWN', message: 'internal error' }] }))
      return true
    case '503':
      send(outgoing, { status: 503, headers: { 'content-type': 'text/html' }, body: '<html><body>Service Unavailable</body></html>' })
      return true
    case 'reset':
      outgoing.socket?.resetAndDestroy()
      return true
    case 'truncated upload':
      await forwardHalf(upstream, exchange)
      outgoing.socket?.resetAndDestroy()
      return true
    case 'delay':
      await new Promise((resolve) => setTimeout(resolve, random.between(20, 400)))
      return false
    default:
      return false
  }
}

/** Faults of the reply. */
function breakLate(fault: FaultKind | undefined, { method }: Exchange, reply: Reply, outgoing: ServerResponse): void {
  if (fault === 'lost reply') return void outgoing.socket?.resetAndDestroy()
  const headers = { ...reply.headers }
  if (fault === 'wrong digest header' && headers['docker-content-digest'] !== undefined)
    headers['docker-content-digest'] = `sha256:${randomBytes(32).toString('hex')}`
  const body = fault === 'wrong digest body' && reply.status === 200 ? flipByte(reply.body) : reply.body
  outgoing.writeHead(reply.status, headers)
  if (method === 'HEAD') return void outgoing.end()
  if (fault !== 'truncated reply' || body.length < 2) return void outgoing.end(body)
  outgoing.write(body.subarray(0, body.length >> 1), () => outgoing.socket?.destroy())
}

async function forward(upstream: string, { method, path, headers, body }: Exchange): Promise<Reply> {
  const [host, port] = upstream.split(':')
  // Its length is known by now, whatever way it came.
  const { 'transfer-encoding': _, ...rest } = headers
  const onward = request({ host, port, method, path, headers: { ...rest, 'content-length': body.length }, setHost: false })
  onward.end(body)
  const [reply] = (await once(onward, 'response')) as [IncomingMessage]
  const { 'transfer-encoding': __, ...replyHeaders } = reply.headers
  const received = await readAll(reply)
  const length = method === 'HEAD' ? reply.headers['content-length'] : String(received.length)
  return {
    status: reply.statusCode ?? 0,
    headers: { ...replyHeaders, ...(length === undefined ? {} : { 'content-length': length }) },
    body: received,
  }
}

/** Announces the whole, sends half and hangs up. */
async function forwardHalf(upstream: string, { method, path, headers, body }: Exchange): Promise<void> {
  const [host, port] = upstream.split(':')
  const { 'transfer-encoding': _, ...rest } = headers
  const onward = request({ host, port, method, path, headers: { ...rest, 'content-length': body.length }, setHost: false })
  const ended = new Promise<void>((resolve) => onward.on('error', () => resolve()).on('close', () => resolve()))
  onward.write(body.subarray(0, body.length >> 1), () => onward.destroy())
  await ended
}

function flipByte(bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes)
  const middle = changed.length >> 1
  if (changed.length > 0) changed[middle] = (changed[middle] ?? 0) ^ 1
  return changed
}

function toReply({ status, headers, body }: Refusal): Reply {
  const bytes = Buffer.from(body)
  return { status, headers: { ...headers, 'content-length': String(bytes.length) }, body: bytes }
}

function send(outgoing: ServerResponse, { status, headers, body }: Refusal): void {
  outgoing.writeHead(status, headers).end(body)
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
