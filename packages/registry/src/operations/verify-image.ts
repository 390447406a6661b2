import { type ImageReference, renderImageReference } from '@module-images/core'
import { type Descriptor, type IndexEntry, isAttestation, type Manifest, renderPlatform } from '../image/manifest.js'
import { isImageConfigMediaType } from '../image/media-type.js'
import type { RegistryConnection } from '../registry-connection.js'
import { registryError } from '../registry-error.js'
import { findConfig, headBlob } from './blob-operations.js'
import { getManifest } from './manifest-operations.js'

/** Something an image is made of that the registry does not have, or has in another size than the image says. */
export interface MissingPart {
  readonly kind: 'manifest' | 'blob'
  /** `host/repository:tag` or `host/repository@digest`. */
  readonly name: string
  /** `kept-elsewhere`: not in the registry either, and its manifest names addresses to have it from. */
  readonly why: 'missing' | 'wrong-size' | 'kept-elsewhere'
}

/** A part and what is wrong with it, for a person. */
export function renderMissingPart({ name, why }: MissingPart): string {
  return `${name} (${why === 'kept-elsewhere' ? 'missing: its manifest says that it is kept elsewhere' : why})`
}

export type Verification =
  | {
      readonly kind: 'whole'
      readonly digest: string
      /** `os/arch[/variant]`, sorted; attestations have none. */
      readonly platforms: readonly string[]
      /** Bytes of all configurations and layers as stored, each blob counted once. */
      readonly size: number
    }
  /** Sorted by name. */
  | { readonly kind: 'broken'; readonly missing: readonly MissingPart[] }

/** Indexes may hold indexes, but no tool makes them deeper than this. */
const MAX_DEPTH = 3
/** Manifests and blobs of one image: far above any, so that a hostile one does not keep a run busy for hours. */
const MAX_PARTS = 2000

/**
 * Walks from a reference to everything the image is made of and asks the registry for each part: manifests, and the
 * configuration where it alone tells the platform, are read and checked against their digests, all else is asked for by HEAD.
 * So are layers that registries need not store (those with `urls`): who pulls by this registry alone lacks them as well.
 */
export async function verifyImage(connection: RegistryConnection, reference: ImageReference): Promise<Verification> {
  const found = await getManifest(connection, reference)
  if (found.kind === 'missing')
    return { kind: 'broken', missing: [{ kind: 'manifest', name: renderImageReference(reference), why: 'missing' }] }
  const walk = new ImageWalk(connection, reference)
  await walk.walk(found.manifest, 0)
  await walk.checkBlobs()
  if (walk.missing.length > 0) return { kind: 'broken', missing: walk.missing.sort((a, b) => (a.name < b.name ? -1 : 1)) }
  return { kind: 'whole', digest: found.manifest.digest, platforms: [...walk.platforms].sort(), size: walk.size }
}

class ImageWalk {
  readonly platforms = new Set<string>()
  readonly missing: MissingPart[] = []
  readonly #manifests = new Set<string>()
  /** By digest; those in `#checked` need no HEAD. */
  readonly #blobs = new Map<string, Descriptor>()
  readonly #checked = new Set<string>()

  constructor(
    private readonly connection: RegistryConnection,
    private readonly reference: ImageReference,
  ) {}

  get size(): number {
    return [...this.#blobs.values()].reduce((sum, { size }) => sum + size, 0)
  }

  async walk({ content }: Manifest, depth: number, entry?: IndexEntry): Promise<void> {
    if (content.kind === 'index') {
      if (depth >= MAX_DEPTH) throw this.#unreasonable(`its indexes are nested more than ${MAX_DEPTH} deep`)
      await Promise.all(content.manifests.map((child) => this.#walkEntry(child, depth + 1)))
      return
    }
    for (const blob of [content.config, ...content.layers]) this.#blobs.set(blob.digest, blob)
    this.#countParts()
    if (entry !== undefined && isAttestation(entry)) return
    if (entry?.platform) this.platforms.add(renderPlatform(entry.platform))
    else if (isImageConfigMediaType(content.config.mediaType)) await this.#readPlatform(content.config)
  }

  async checkBlobs(): Promise<void> {
    const unchecked = [...this.#blobs.values()].filter(({ digest }) => !this.#checked.has(digest))
    await Promise.all(
      unchecked.map(async (blob) => {
        const state = await headBlob(this.connection, this.reference, blob.digest)
        if (state.kind === 'missing') this.#report('blob', blob, blob.urls?.length ? 'kept-elsewhere' : 'missing')
        else if (state.size !== undefined && state.size !== blob.size) this.#report('blob', blob, 'wrong-size')
      }),
    )
  }

  async #walkEntry(entry: IndexEntry, depth: number): Promise<void> {
    if (this.#manifests.has(entry.digest)) return
    this.#manifests.add(entry.digest)
    this.#countParts()
    const found = await getManifest(this.connection, this.#named(entry.digest))
    if (found.kind === 'missing') this.#report('manifest', entry, 'missing')
    else if (found.manifest.bytes.byteLength !== entry.size) this.#report('manifest', entry, 'wrong-size')
    else await this.walk(found.manifest, depth, entry)
  }

  async #readPlatform(descriptor: Descriptor): Promise<void> {
    this.#checked.add(descriptor.digest)
    const found = await findConfig(this.connection, this.reference, descriptor)
    if (found.kind === 'missing') this.#report('blob', descriptor, 'missing')
    else if (found.size !== descriptor.size) this.#report('blob', descriptor, 'wrong-size')
    else this.platforms.add(renderPlatform(found.config))
  }

  #report(kind: MissingPart['kind'], { digest }: Pick<Descriptor, 'digest'>, why: MissingPart['why']): void {
    this.missing.push({ kind, name: renderImageReference(this.#named(digest)), why })
  }

  #named(digest: string): ImageReference {
    const { host, repository } = this.reference
    return { host, repository, digest }
  }

  #countParts(): void {
    if (this.#manifests.size + this.#blobs.size > MAX_PARTS) throw this.#unreasonable(`it has more than ${MAX_PARTS} parts`)
  }

  #unreasonable(why: string): Error {
    return registryError('registry-bad-reply', { host: this.reference.host, operation: `verify ${this.reference.repository}` }, { why })
  }
}
