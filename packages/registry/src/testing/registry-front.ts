import { Agent, type IncomingMessage, request as sendRequest, type ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { EcrState } from './ecr-state.js'
import type { RegistryGuard } from './registry-guard.js'

export interface FrontParts {
  readonly state: EcrState
  readonly guard: RegistryGuard
  /** What repositories are named below, where they are. */
  readonly alias: string | undefined
  readonly bearerLifeMs: number
}

/** As the service words it. */
const EXPIRED = 'Your authorization token has expired. Reauthenticate and try again.'

/** Stands before the registry: knows which repositories there are, whose sign-in has ended, and what has been pushed. */
export class RegistryFront {
  readonly #agent = new Agent({ keepAlive: true })

  constructor(private readonly parts: FrontParts) {}

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://registry')
    const password = passwordOf(request.headers.authorization)
    if (password !== undefined && this.#hasEnded(password)) return refuse(response, 403, 'DENIED', EXPIRED)
    if (url.pathname === '/token/') return this.#giveToken(request, response, url)
    const name = this.#repositoryOf(url.pathname)
    const isSignedIn = request.headers.authorization !== undefined
    if (name !== undefined && isSignedIn && !this.parts.state.repositories.has(name)) {
      return refuse(response, 404, 'NAME_UNKNOWN', `The repository with name '${name}' does not exist in the registry`)
    }
    const authorization = password === undefined ? request.headers.authorization : await this.parts.guard.translate(password)
    await this.#forward(request, response, authorization)
  }

  async deleteManifest(name: string, digest: string): Promise<void> {
    const { guard, alias } = this.parts
    const repository = alias === undefined ? name : `${alias}/${name}`
    const url = `http://${guard.registry.host}/v2/${repository}/manifests/${digest}`
    await fetch(url, { method: 'DELETE', headers: { authorization: await guard.masterHeader(repository) } })
  }

  async close(): Promise<void> {
    this.#agent.destroy()
  }

  #hasEnded(password: string): boolean {
    const { state } = this.parts
    return state.issued.some((each) => each.password === password) && !state.isLive(password)
  }

  /** The service's name of the repository that a path is about. */
  #repositoryOf(path: string): string | undefined {
    const repository = /^\/v2\/(.+?)\/(?:blobs|manifests|tags)\//.exec(path)?.[1]
    const { alias } = this.parts
    return alias !== undefined && repository?.startsWith(`${alias}/`) ? repository.slice(alias.length + 1) : repository
  }

  /** Only by GET, which is what all clients know. https://distribution.github.io/distribution/spec/auth/token/ */
  async #giveToken(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const { state, guard, bearerLifeMs } = this.parts
    if (request.method !== 'GET' || !guard.sign) return refuse(response, 405, 'UNSUPPORTED', 'The operation is unsupported.')
    const password = passwordOf(request.headers.authorization)
    if (password !== undefined && !state.isLive(password)) return refuse(response, 401, 'UNAUTHORIZED', 'Not Authorized')
    const scopes = url.searchParams.getAll('scope').flatMap((scope) => scope.split(' '))
    const access = scopes.flatMap((scope) => {
      const [, name, actions = ''] = /^repository:([^:]+):(.+)$/.exec(scope) ?? []
      const granted = actions.split(',').filter((action) => action === 'pull' || password !== undefined)
      return name === undefined ? [] : [{ type: 'repository' as const, name, actions: granted }]
    })
    const token = guard.sign(access, bearerLifeMs)
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ token, expires_in: bearerLifeMs / 1000 }))
  }

  async #forward(request: IncomingMessage, response: ServerResponse, authorization: string | undefined): Promise<void> {
    const [host = '', port = ''] = this.parts.guard.registry.host.split(':')
    const { method, url } = request
    const headers = { ...request.headers, ...(authorization === undefined ? {} : { authorization }) }
    const isManifest = method === 'PUT' && /\/manifests\/[^/]+$/.test(url ?? '')
    const body: Buffer[] = []
    const forwarded = sendRequest({ host, port, method, path: url, headers, agent: this.#agent })
    const replied = new Promise<IncomingMessage>((resolve, reject) => forwarded.on('response', resolve).on('error', reject))
    if (isManifest) request.on('data', (chunk: Buffer) => body.push(chunk))
    // A registry that refuses may close before it has read all: its reply is what counts.
    pipeline(request, forwarded).catch(() => undefined)
    const reply = await replied
    if (isManifest && reply.statusCode === 201) this.#record(url ?? '', String(reply.headers['docker-content-digest']), Buffer.concat(body))
    response.writeHead(reply.statusCode ?? 502, reply.headers)
    await pipeline(reply, response)
  }

  #record(path: string, digest: string, manifest: Buffer): void {
    const images = this.parts.state.repositories.get(this.#repositoryOf(path) ?? '')?.images
    if (!images) return
    const reference = decodeURIComponent(path.slice(path.lastIndexOf('/') + 1))
    const { config, layers = [], manifests = [] } = JSON.parse(manifest.toString()) as ManifestShape
    const bytes = [...(config ? [config] : []), ...layers, ...manifests].reduce((sum, { size }) => sum + size, manifest.byteLength)
    const known = images.get(digest)
    const children = manifests.map((child) => child.digest)
    const record = known ?? { digest, tags: new Set<string>(), pushedAt: Date.now(), bytes, children }
    images.set(digest, record)
    if (reference.startsWith('sha256:')) return
    for (const { tags } of images.values()) tags.delete(reference)
    record.tags.add(reference)
  }
}

interface ManifestShape {
  readonly config?: { readonly size: number }
  readonly layers?: readonly { readonly size: number }[]
  readonly manifests?: readonly { readonly size: number; readonly digest: string }[]
}

function passwordOf(header: string | undefined): string | undefined {
  const encoded = /^Basic (.+)$/i.exec(header ?? '')?.[1]
  if (encoded === undefined) return undefined
  const text = Buffer.from(encoded, 'base64').toString()
  return text.slice(text.indexOf(':') + 1)
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ errors: [{ code, message }] }))
}
