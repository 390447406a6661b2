import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import {
  createServer as createHttpServer,
  type IncomingMessage,
  request,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Hosts below `institute.test` that nobody reaches but by a proxy with a password, and whose certificates an authority of the institute has signed. */
export interface InstituteNetwork {
  /** With user name and password. */
  readonly proxyUrl: string
  /** Without. */
  readonly proxyAddress: string
  /** Path of the authority's certificate. */
  readonly authority: string
  /** Hosts that the proxy was asked for since the last call, sorted, each once. */
  takeHosts(): string[]
  stop(): Promise<void>
}

export const PROXY_PASSWORD = 'open sesame'

/** @param hosts what answers under which name: a server on this machine, as `127.0.0.1:port`, or a listener */
export async function startInstituteNetwork(hosts: Readonly<Record<string, string | RequestListener>>): Promise<InstituteNetwork> {
  const folder = mkdtempSync(join(tmpdir(), 'module-images-test-'))
  const { authority, key, certificate } = makeCertificates(folder)
  const front = createHttpsServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (incoming, outgoing) => {
    const host = hosts[incoming.headers.host ?? '']
    if (typeof host === 'function') return host(incoming, outgoing)
    if (host === undefined) return outgoing.writeHead(421).end()
    return passOn(host, incoming, outgoing)
  })
  const asked = new Set<string>()
  const proxy = createHttpServer()
  proxy.on('connect', ({ url = '', headers }: IncomingMessage, socket, head) => {
    if (headers['proxy-authorization'] !== `Basic ${Buffer.from(`me:${PROXY_PASSWORD}`).toString('base64')}`) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
      return
    }
    asked.add(url)
    const onward = connect(portOf(front), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      onward.write(head)
      onward.pipe(socket).pipe(onward)
    })
    for (const end of [socket, onward]) end.on('error', () => (socket.destroy(), onward.destroy()))
  })
  for (const server of [front, proxy]) await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = `127.0.0.1:${portOf(proxy)}`
  return {
    proxyUrl: `http://me:${encodeURIComponent(PROXY_PASSWORD)}@${address}`,
    proxyAddress: `http://${address}`,
    authority,
    takeHosts: () => {
      const hostsAsked = [...asked].sort()
      asked.clear()
      return hostsAsked
    },
    stop: async () => {
      for (const server of [front, proxy]) {
        server.closeAllConnections()
        server.close()
      }
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function passOn(host: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method, url, headers } = incoming
  const [hostname, port] = host.split(':')
  const onward = request({ hostname, port, method, path: url, headers }, (reply) => {
    outgoing.writeHead(reply.statusCode ?? 502, reply.headers)
    reply.pipe(outgoing)
  })
  incoming.pipe(onward)
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}

function makeCertificates(folder: string) {
  const path = (name: string) => join(folder, name)
  const authority = { key: path('authority.key'), certificate: path('authority.pem') }
  const server = { key: path('server.key'), certificate: path('server.pem') }
  const make = (subject: string, { key, certificate }: typeof server, extensions: readonly string[], signer: readonly string[] = []) =>
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', `/CN=${subject}`],
        ...['-keyout', key, '-out', certificate, ...signer, ...extensions.flatMap((extension) => ['-addext', extension])],
      ],
      { stdio: 'pipe' },
    )
  make('Institute authority', authority, [])
  const signer = ['-CA', authority.certificate, '-CAkey', authority.key]
  make('institute.test', server, ['subjectAltName=DNS:*.institute.test', 'basicConstraints=critical,CA:FALSE'], signer)
  return { authority: authority.certificate, ...server }
}
