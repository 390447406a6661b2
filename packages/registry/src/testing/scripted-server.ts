import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface SeenRequest {
  readonly method: string
  /** Path and query. */
  readonly url: string
  readonly authorization: string | undefined
  readonly body: string
}

export type Answer = (request: SeenRequest, response: ServerResponse, raw: IncomingMessage) => void

export interface ScriptedServer {
  /** `127.0.0.1:port` */
  readonly host: string
  readonly seen: SeenRequest[]
  /** `GET /path`, for asserting what was asked, in order. */
  readonly lines: () => string[]
  /** Replaces what the server answers. */
  answer: Answer
  close(): Promise<void>
}

/** A real HTTP server on 127.0.0.1 whose every answer is the test's, with a log of all requests. */
export async function startScriptedServer(answer: Answer = reply(500)): Promise<ScriptedServer> {
  const seen: SeenRequest[] = []
  const server = createServer((raw, response) => {
    const chunks: Buffer[] = []
    raw.on('data', (chunk: Buffer) => chunks.push(chunk))
    raw.on('end', () => {
      const { method = '', url = '', headers } = raw
      const request = { method, url, authorization: headers.authorization, body: Buffer.concat(chunks).toString() }
      seen.push(request)
      scripted.answer(request, response, raw)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const scripted: ScriptedServer = {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    lines: () => seen.map(({ method, url }) => `${method} ${url}`),
    answer,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return scripted
}

/** Answers with a status, headers and a body: text as it is, anything else as JSON. */
export function reply(status: number, headers: Record<string, string> = {}, body: unknown = ''): Answer {
  return (_request, response) => {
    const isText = typeof body === 'string'
    const type: Record<string, string> = isText ? {} : { 'content-type': 'application/json' }
    response.writeHead(status, { ...type, ...headers }).end(isText ? body : JSON.stringify(body))
  }
}

/** One answer after another; the last one stays. */
export function inTurn(...answers: readonly [Answer, ...Answer[]]): Answer {
  const rest = [...answers]
  return (request, response, raw) => {
    const next = rest.length > 1 ? rest.shift() : rest[0]
    next?.(request, response, raw)
  }
}

/** Cuts the connection before a reply. */
export const reset: Answer = (_request, _response, raw) => raw.socket.destroy()

/** Announces more than it sends. */
export function truncated(headers: Record<string, string>, body: string): Answer {
  return (_request, response, raw) => {
    response.writeHead(200, { ...headers, 'content-length': String(Buffer.byteLength(body) + 10) })
    response.write(body, () => raw.socket.destroy())
  }
}
