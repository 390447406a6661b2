import { type ImageReference, ModuleImagesError, parseImageReference, type RegistryState } from '@module-images/core'
import type { ManifestReply, RegistryClient } from '@module-images/registry'

/** Content tags looked up in the registry, each asked for once a run: the build's answer serves the push. */
export interface RegistryLookups {
  /** The manifest, ready to be put under another tag. @throws whatever the client throws; only a documented not-found is `missing` */
  manifest(image: string, contentTag: string): Promise<ManifestReply>
  /** The same for a build, which can do without an answer. */
  state(image: string, contentTag: string): Promise<RegistryState>
  /** To be called once something was uploaded. */
  forget(image: string, contentTag: string): void
}

/** @param image arguments are repositories with host, without tag */
export function createRegistryLookups(registry: RegistryClient): RegistryLookups {
  const asked = new Map<string, Promise<ManifestReply>>()
  const manifest = (image: string, contentTag: string): Promise<ManifestReply> => {
    const name = `${image}:${contentTag}`
    const answer = asked.get(name) ?? registry.getManifest(taggedReference(image, contentTag))
    asked.set(name, answer)
    return answer
  }
  return {
    manifest,
    state: (image, contentTag) =>
      orUnknown(async () => {
        const answer = await manifest(image, contentTag)
        return answer.kind === 'missing' ? answer : { kind: 'present', digest: answer.manifest.digest }
      }),
    forget: (image, contentTag) => void asked.delete(`${image}:${contentTag}`),
  }
}

/** What a tag names, by one HEAD, for who can do without an answer. */
export async function readTagState(registry: RegistryClient, image: string, tag: string): Promise<RegistryState> {
  return orUnknown(async () => {
    const answer = await registry.headManifest(taggedReference(image, tag))
    return answer.kind === 'missing' ? answer : { kind: 'present', digest: answer.digest }
  })
}

async function orUnknown(ask: () => Promise<RegistryState>): Promise<RegistryState> {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof ModuleImagesError) || error.kind !== 'remote') throw error
    return { kind: 'unknown', reason: `the registry could not be asked (${error.code})` }
  }
}

/** `image:tag` as a reference. */
export function taggedReference(image: string, tag: string): ImageReference {
  return parseImageReference(`${image}:${tag}`)
}
