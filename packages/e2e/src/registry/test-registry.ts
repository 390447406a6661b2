import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { PUBLISHER, startDebianRegistry } from './debian-registry.js'
import { ANY_MANIFEST } from './manifest-types.js'
import { type Held, type SeenRequest, startRecordingProxy } from './recording-proxy.js'

export { PUBLISHER }

/** An image as the registry has it. */
export interface PublishedImage {
  readonly digest: string
  readonly labels: Readonly<Record<string, string>>
}

/** A real registry that tells what was asked of it. */
export interface TestRegistry {
  /** `127.0.0.1:port` */
  readonly host: string
  /** Requests since the last call. */
  takeRequests(): SeenRequest[]
  hold(matches: (method: string, path: string) => boolean): Held
  /** Undefined where the registry has no such tag. */
  image(repository: string, tag: string): Promise<PublishedImage | undefined>
  /** Sorted. */
  tags(repository: string): Promise<string[]>
  stop(): Promise<void>
}

/**
 * The registry at `MODULE_IMAGES_TEST_REGISTRY` (host:port) or else one of its own; one that asks for a sign-in is always its own.
 */
export async function startTestRegistry({ isPrivate = false } = {}): Promise<TestRegistry> {
  const given = isPrivate ? undefined : process.env['MODULE_IMAGES_TEST_REGISTRY']
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mi-e2e-registry-')))
  const server = given ? { host: given, stop: async () => undefined } : await startDebianRegistry(folder, { isPrivate })
  const proxy = await startRecordingProxy(server.host)
  const read = createReader(server.host, isPrivate)
  return {
    host: proxy.host,
    takeRequests: proxy.takeRequests,
    hold: proxy.hold,
    image: (repository, tag) => readImage(read, repository, tag),
    tags: async (repository) => {
      const list = (await (await read(`${repository}/tags/list`)).json()) as { tags?: string[] | null }
      return (list.tags ?? []).sort()
    },
    async stop() {
      await proxy.stop()
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Has a request held for the rest of this test, and lets go in any case. */
export function holdDuringTest(registry: TestRegistry, matches: (method: string, path: string) => boolean): Held {
  const held = registry.hold(matches)
  onTestFinished(() => held.release())
  return held
}

/** Starts of uploads, and their bytes: what a promote must not need. */
export function blobUploads(requests: readonly SeenRequest[]): SeenRequest[] {
  return requests.filter(({ method, path }) => ['POST', 'PATCH', 'PUT'].includes(method) && path.includes('/blobs/uploads/'))
}

type Read = (path: string, accept?: string) => Promise<Response>

/** Past the proxy, so that a test's own questions are not counted. */
function createReader(host: string, isPrivate: boolean): Read {
  const basic = Buffer.from(`${PUBLISHER.username}:${PUBLISHER.password}`).toString('base64')
  return (path, accept = '*/*') =>
    fetch(`http://${host}/v2/${path}`, { headers: { accept, ...(isPrivate ? { authorization: `Basic ${basic}` } : {}) } })
}

async function readImage(read: Read, repository: string, reference: string): Promise<PublishedImage | undefined> {
  const reply = await read(`${repository}/manifests/${reference}`, ANY_MANIFEST)
  if (reply.status === 404) return undefined
  const digest = reply.headers.get('docker-content-digest')
  if (!reply.ok || digest === null) throw new Error(`The registry answered ${reply.status} to ${repository}:${reference}`)
  const manifest = (await reply.json()) as { config?: { digest: string }; manifests?: { digest: string }[] }
  const [first] = manifest.manifests ?? []
  if (first) return { digest, labels: (await readImage(read, repository, first.digest))?.labels ?? {} }
  const config = (await (await read(`${repository}/blobs/${manifest.config?.digest ?? ''}`)).json()) as {
    config?: { Labels?: Record<string, string> }
  }
  return { digest, labels: config.config?.Labels ?? {} }
}
