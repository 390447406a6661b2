import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { ANY_MANIFEST } from '../registry/manifest-types.js'

/** What one tag of a repository names, found by reading all of it. */
export interface CheckedTag {
  readonly digest: string
  /** The label that says for which content key it was built. */
  readonly key: string | undefined
  /** All that its layers hold, unpacked. */
  readonly content: string
}

export interface CheckedRepository {
  readonly tags: Readonly<Record<string, CheckedTag>>
  /** One sentence for each thing that is incomplete or wrong. */
  readonly faults: readonly string[]
  /** Manifests and configurations, to be searched for secrets. */
  readonly texts: readonly string[]
}

interface Described {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
  readonly platform?: { readonly os: string }
}
interface ManifestJson {
  readonly config?: Described
  readonly layers?: readonly Described[]
  readonly manifests?: readonly Described[]
}

const KEY_LABEL = 'io.github.module-images.key'
const CONTENT_TAG = /^key-[0-9a-f]{32}$/

/**
 * Reads everything a repository's tags name, byte for byte, from the registry itself. Written without any of the product's own code, so
 * that a fault they share cannot hide here.
 *
 * @param host of the registry, past any proxy
 */
export async function checkRepository(host: string, repository: string): Promise<CheckedRepository> {
  const reader = createReader(`http://${host}/v2/${repository}`, repository)
  const names = await reader.tagNames()
  const tags: Record<string, CheckedTag> = {}
  for (const name of names) {
    const tag = await reader.readTag(name)
    if (tag) tags[name] = tag
  }
  return { tags, faults: [...reader.faults, ...nameFaults(repository, tags)], texts: reader.texts }
}

/** A content tag's key is its image's; every other tag names what a content tag names. */
function nameFaults(repository: string, tags: Readonly<Record<string, CheckedTag>>): string[] {
  const contents = new Set(Object.entries(tags).flatMap(([name, { digest }]) => (CONTENT_TAG.test(name) ? [digest] : [])))
  return Object.entries(tags).flatMap(([name, { key, digest }]) => {
    if (CONTENT_TAG.test(name)) {
      const isRight = /^[0-9a-f]{64}$/.test(key ?? '') && key?.startsWith(name.slice('key-'.length)) === true
      return isRight ? [] : [`${repository}:${name} carries the key ${key ?? '(none)'}`]
    }
    return contents.has(digest) ? [] : [`${repository}:${name} names ${digest}, which no content tag names`]
  })
}

function createReader(base: string, repository: string) {
  const faults: string[] = []
  const texts: string[] = []
  const blobs = new Map<string, Buffer>()

  const readBlob = async ({ digest, size }: Described, of: string): Promise<Buffer> => {
    const known = blobs.get(digest)
    if (known) return known
    const reply = await fetch(`${base}/blobs/${digest}`)
    const bytes = Buffer.from(await reply.arrayBuffer())
    if (!reply.ok) faults.push(`${repository}:${of} lacks the blob ${digest} (status ${reply.status})`)
    else if (bytes.length !== size) faults.push(`${repository}:${of} has ${bytes.length} of ${size} bytes of the blob ${digest}`)
    else if (digestOf(bytes) !== digest) faults.push(`${repository}:${of} has other bytes than those of the blob ${digest}`)
    blobs.set(digest, bytes)
    return bytes
  }

  const readTag = async (name: string, of = name): Promise<CheckedTag | undefined> => {
    const reply = await fetch(`${base}/manifests/${name}`, { headers: { accept: ANY_MANIFEST } })
    const bytes = Buffer.from(await reply.arrayBuffer())
    const digest = digestOf(bytes)
    if (!reply.ok || reply.headers.get('docker-content-digest') !== digest || (name.startsWith('sha256:') && name !== digest)) {
      faults.push(`${repository}:${of} has no whole manifest under ${name} (status ${reply.status})`)
      return undefined
    }
    const manifest = JSON.parse(bytes.toString()) as ManifestJson
    texts.push(bytes.toString())
    if (manifest.manifests) {
      const parts: (CheckedTag | undefined)[] = []
      for (const entry of manifest.manifests) parts.push(await readTag(entry.digest, of))
      return { digest, key: parts[0]?.key, content: parts.map((part) => part?.content ?? '').join('\n') }
    }
    return { digest, ...(await readImage(manifest, of)) }
  }

  const readImage = async ({ config, layers = [] }: ManifestJson, of: string) => {
    if (!config) {
      faults.push(`${repository}:${of} names neither a configuration nor manifests`)
      return { key: undefined, content: '' }
    }
    const text = (await readBlob(config, of)).toString()
    texts.push(text)
    let content = ''
    for (const layer of layers) content += unpack(await readBlob(layer, of))
    return { key: keyOf(text), content }
  }

  return { faults, texts, readTag, tagNames: () => readTagNames(base) }
}

async function readTagNames(base: string): Promise<string[]> {
  const reply = await fetch(`${base}/tags/list`)
  if (reply.status === 404) return []
  return ((await reply.json()) as { tags?: string[] | null }).tags ?? []
}

function keyOf(config: string): string | undefined {
  try {
    return (JSON.parse(config) as { config?: { Labels?: Record<string, string> } }).config?.Labels?.[KEY_LABEL]
  } catch {
    return undefined
  }
}

function unpack(layer: Buffer): string {
  return (layer[0] === 0x1f && layer[1] === 0x8b ? gunzipSync(layer) : layer).toString('latin1')
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}
