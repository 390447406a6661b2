import { type ContentState, ModuleImagesError, type PublishedFacts } from '@module-images/core'
import type { RegistryClient } from '@module-images/registry'
import { readKeyLabel } from '../apply/key-label.js'
import { readTagState, taggedReference } from '../apply/registry-lookups.js'
import type { KeyResult } from '../keys/keyring.js'

/** What to look for, and where. */
export interface PublishedWish {
  readonly registry: RegistryClient
  /** Repository with host, without tag. */
  readonly image: string
  readonly tags: readonly string[]
}

/** Asks the registry for all that is to be said about one module's image. A registry that does not answer is part of the facts. */
export async function readPublished(name: string, result: KeyResult, wish: PublishedWish): Promise<PublishedFacts> {
  const { registry, image, tags } = wish
  if (result.kind === 'broken') return { kind: 'broken', name, image, error: result.error }
  const { key, contentTag } = result
  const [content, ...states] = await Promise.all([
    readContent(registry, image, contentTag),
    ...tags.map(async (tag) => ({ tag, names: await readTagState(registry, image, tag) })),
  ])
  return { kind: 'keyed', name, image, key, contentTag, content, tags: states }
}

async function readContent(registry: RegistryClient, image: string, contentTag: string): Promise<ContentState> {
  const reference = taggedReference(image, contentTag)
  try {
    const reply = await registry.getManifest(reference)
    if (reply.kind === 'missing') return reply
    const { host, repository } = reference
    const verification = await registry.verifyImage({ host, repository, digest: reply.manifest.digest })
    const missing = verification.kind === 'broken' ? verification.missing.map(({ name, why }) => `${name} (${why})`) : []
    // What is not wholly there may lack the very blob with the labels.
    const keyLabel = missing.length > 0 ? undefined : await readKeyLabel(registry, reference, reply.manifest)
    return { kind: 'present', digest: reply.manifest.digest, keyLabel, missing }
  } catch (error) {
    if (!(error instanceof ModuleImagesError) || error.kind !== 'remote') throw error
    return { kind: 'unknown', reason: error.message }
  }
}
