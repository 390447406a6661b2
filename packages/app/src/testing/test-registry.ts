import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'

/** A real registry, Debian's docker-registry, on a free port of 127.0.0.1. */
export interface TestRegistry {
  /** `127.0.0.1:port` */
  readonly host: string
  /** Puts an image without layers under a tag; `content` is a label of it. With several platforms it is an index. Gives its digest. */
  put(repository: string, tag: string, image: TestImage): Promise<string>
  /** Puts what is stored like an image and is none, as signatures are: without tag, it refers to a digest. Gives its own digest. */
  putArtifact(repository: string, artifact: TestArtifact): Promise<string>
  /** Requests for manifests since the last call, `HEAD /v2/debian/manifests/12` each, sorted; none of its own. */
  takeRequests(): Promise<string[]>
  stop(): Promise<void>
}

export interface TestImage {
  readonly content: string
  readonly platforms?: readonly string[]
  readonly labels?: Readonly<Record<string, string>>
  /** Instructions for builds that start from it. */
  readonly onbuild?: readonly string[]
  /** When it was built, as RFC 3339. */
  readonly created?: string
}

export interface TestArtifact {
  readonly content: string
  readonly tag?: string
  /** Digest that it refers to. */
  readonly subject?: string
}

export async function startTestRegistry(): Promise<TestRegistry> {
  const folder = mkdtempSync(join(tmpdir(), 'module-images-test-'))
  const config = {
    version: 0.1,
    log: { level: 'info', formatter: 'text' },
    storage: { filesystem: { rootdirectory: join(folder, 'data') }, delete: { enabled: true } },
    http: { addr: '127.0.0.1:0' },
  }
  // JSON is YAML too.
  writeFileSync(join(folder, 'config.yml'), JSON.stringify(config))
  const child = spawn('docker-registry', ['serve', join(folder, 'config.yml')], { stdio: ['ignore', 'pipe', 'pipe'] })
  const log = { text: '' }
  const stop = async () => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const host = await listeningHost(child, log)
    return {
      host,
      stop,
      put: (repository, tag, image) => putImage(`http://${host}/v2/${repository}`, tag, image),
      putArtifact: (repository, artifact) => putArtifact(`http://${host}/v2/${repository}`, artifact),
      takeRequests: () => takeRequests(host, log),
    }
  } catch (error) {
    await stop()
    throw error
  }
}

async function listeningHost(child: ChildProcess, log: { text: string }): Promise<string> {
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer) => {
      log.text += chunk.toString()
      const host = /listening on (127\.0\.0\.1:\d+)/.exec(log.text)?.[1]
      if (host !== undefined) resolve(host)
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.on('error', (cause) => reject(new Error('These tests need a real registry: install the package docker-registry.', { cause })))
    child.on('exit', (code) => reject(new Error(`docker-registry ended with ${code}: ${log.text}`)))
  })
}

/** The last line to wait for is that of a request made here. */
async function takeRequests(host: string, log: { text: string }): Promise<string[]> {
  await fetch(`http://${host}/v2/end/manifests/of-log`)
  const text = await vi.waitFor(() => {
    if (!log.text.includes('"GET /v2/end/manifests/of-log HTTP')) throw new Error('The log is not written yet.')
    return log.text
  })
  log.text = ''
  const requests = [...text.matchAll(/"(\w+ \/v2\/\S+\/manifests\/\S+) HTTP[^"]*" \d+ \d+ "[^"]*" "([^"]*)"/g)]
  return requests.flatMap(([, request = '', agent = '']) => (agent === TEST_AGENT || request.includes('/of-log') ? [] : [request])).sort()
}

const TEST_AGENT = 'module-images-test'
const OCI = 'application/vnd.oci.image'

/** https://github.com/opencontainers/image-spec/blob/main/manifest.md#guidelines-for-artifact-usage */
async function putArtifact(repository: string, { content, tag, subject }: TestArtifact): Promise<string> {
  const config = encode({})
  await putBlob(repository, config)
  const mediaType = `${OCI}.manifest.v1+json`
  const manifest = encode({
    schemaVersion: 2,
    mediaType,
    artifactType: 'application/vnd.example.signature',
    config: describe('application/vnd.oci.empty.v1+json', config),
    layers: [],
    annotations: { content },
    ...(subject === undefined ? {} : { subject: { mediaType, digest: subject, size: 1 } }),
  })
  return putManifest(repository, tag ?? digestOf(manifest), manifest, mediaType)
}

async function putImage(
  repository: string,
  tag: string,
  { content, platforms = ['linux/amd64'], labels, onbuild, created }: TestImage,
): Promise<string> {
  const entries = []
  for (const platform of platforms) {
    const [os = '', architecture = '', variant] = platform.split('/')
    const config = encode({
      os,
      architecture,
      variant,
      created,
      config: { Labels: { content, ...labels }, OnBuild: onbuild },
      rootfs: { type: 'layers', diff_ids: [] },
    })
    await putBlob(repository, config)
    const manifest = encode({
      schemaVersion: 2,
      mediaType: `${OCI}.manifest.v1+json`,
      config: describe(`${OCI}.config.v1+json`, config),
      layers: [],
    })
    if (platforms.length === 1) return putManifest(repository, tag, manifest, `${OCI}.manifest.v1+json`)
    await putManifest(repository, digestOf(manifest), manifest, `${OCI}.manifest.v1+json`)
    entries.push({ ...describe(`${OCI}.manifest.v1+json`, manifest), platform: { os, architecture, variant } })
  }
  const index = { schemaVersion: 2, mediaType: `${OCI}.index.v1+json`, manifests: entries }
  return putManifest(repository, tag, encode(index), `${OCI}.index.v1+json`)
}

async function putManifest(repository: string, name: string, bytes: Uint8Array<ArrayBuffer>, mediaType: string): Promise<string> {
  await send('PUT', `${repository}/manifests/${name}`, bytes, mediaType)
  return digestOf(bytes)
}

/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#post-then-put */
async function putBlob(repository: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const begun = await send('POST', `${repository}/blobs/uploads/`)
  const location = new URL(begun.headers.get('location') ?? '', repository)
  location.searchParams.set('digest', digestOf(bytes))
  await send('PUT', location.href, bytes)
}

async function send(method: string, url: string, body?: Uint8Array<ArrayBuffer>, type = 'application/octet-stream'): Promise<Response> {
  const headers = { 'user-agent': TEST_AGENT, 'content-type': type }
  const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) })
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`)
  return response
}

function describe(mediaType: string, bytes: Uint8Array) {
  return { mediaType, digest: digestOf(bytes), size: bytes.byteLength }
}

function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}

function encode(value: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(value))
}
