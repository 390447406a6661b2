import { once } from 'node:events'
import { type IncomingMessage, request, createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream/promises'

/** One request as the registry saw it. */
export interface SeenRequest {
  readonly method: string
  /** Without host, with query. */
  readonly path: string
  readonly status: number
}

/** Requests that are stopped before they reach the registry. */
export interface Held {
  /** Resolves when the first such request has come. */
  readonly arrived: Promise<void>
  /** Lets them and all later ones through. */
  release(): void
}

export interface RecordingProxy {
  /** `127.0.0.1:port` */
  readonly host: string
  /** Requests since the last call, answered ones only. */
  takeRequests(): SeenRequest[]
  hold(matches: (method: string, path: string) => boolean): Held
  stop(): Promise<void>
}

/** Stands before a registry and knows what was asked of it. Host and body pass unchanged, so that sign-in and redirects work as without. */
export async function startRecordingProxy(upstream: string): Promise<RecordingProxy> {
  const seen: SeenRequest[] = []
  const gate = createGate()
  const server = createServer((incoming, outgoing) => {
    void forward(incoming, outgoing, { upstream, gate }).then(
      (status) => seen.push({ method: incoming.method ?? '', path: incoming.url ?? '', status }),
      () => outgoing.destroy(),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    takeRequests: () => seen.splice(0),
    hold: gate.hold,
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function forward(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { upstream, gate }: { upstream: string; gate: ReturnType<typeof createGate> },
): Promise<number> {
  const { method = 'GET', url: path = '/', headers } = incoming
  await gate.pass(method, path)
  const [host, port] = upstream.split(':')
  const onward = request({ host, port, method, path, headers, setHost: false })
  const answered = once(onward, 'response') as Promise<[IncomingMessage]>
  await Promise.all([pipeline(incoming, onward), answered])
  const [reply] = await answered
  const status = reply.statusCode ?? 0
  outgoing.writeHead(status, reply.headers)
  await pipeline(reply, outgoing)
  return status
}

function createGate() {
  let current: { matches: (method: string, path: string) => boolean; arrive: () => void; opened: Promise<void> } | undefined
  return {
    hold(matches: (method: string, path: string) => boolean): Held {
      let [arrive, open] = [() => undefined as void, () => undefined as void]
      const arrived = new Promise<void>((resolve) => (arrive = resolve))
      const opened = new Promise<void>((resolve) => (open = resolve))
      current = { matches, arrive, opened }
      return {
        arrived,
        release() {
          current = undefined
          open()
        },
      }
    },
    async pass(method: string, path: string): Promise<void> {
      if (current?.matches(method, path) !== true) return
      current.arrive()
      await current.opened
    },
  }
}
