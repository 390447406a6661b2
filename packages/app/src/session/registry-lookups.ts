import { type ImageReference, ModuleImagesError, parseImageReference, rememberAnswers, type RegistryState } from '@module-images/core'
import type { ManifestReply, RegistryClient } from '@module-images/registry'
import { readKeyLabel, wrongKeyLabel } from '../registry-view/key-label.js'
import type { ImageTarget } from './image-target.js'
import { requireVerified } from '../registry-view/require-verified.js'

/** What a content tag is looked up and checked by. */
export type LookupResult = Pick<ImageTarget, 'key' | 'contentTag' | 'image'>

/** Content tags looked up in the registry, each asked for once a run: the build's answer serves the push. */
export interface RegistryLookups {
  /**
   * The manifest, ready to be put under another tag, of an image that carries the key.
   *
   * @throws ModuleImagesError `wrong-key-label`, `image-incomplete`, and whatever the client throws; only a documented not-found is `missing`
   */
  manifest(wanted: LookupResult): Promise<ManifestReply>
  /** The same for a build, which can do without an answer. @throws ModuleImagesError `wrong-key-label` */
  state(wanted: LookupResult): Promise<RegistryState>
  /** To be called once something was uploaded. */
  forget(wanted: LookupResult): void
}

/** Failures are not remembered: whoever asks after one asks the registry. */
export function createRegistryLookups(registry: RegistryClient): RegistryLookups {
  const manifests = rememberAnswers<ManifestReply>()
  const labels = rememberAnswers<string | undefined>()
  const lookUp = async (wanted: LookupResult): Promise<ManifestReply> => {
    const reference = taggedReference(wanted.image, wanted.contentTag)
    const reply = await registry.getManifest(reference)
    if (reply.kind === 'missing') return reply
    const { manifest } = reply
    const label = await labels
      .get(`${wanted.image}@${manifest.digest}`, () => readKeyLabel(registry, reference, manifest))
      .catch(notToBeRead)
    if (label === wanted.key) return reply
    // What has lost a part may lack the very one with the label.
    await requireVerified(registry, wanted, manifest)
    throw wrongKeyLabel(wanted, label)
  }
  const manifest = (wanted: LookupResult) => manifests.get(`${wanted.image}:${wanted.contentTag}`, () => lookUp(wanted))
  return {
    manifest,
    state: (wanted) =>
      orUnknown(async () => {
        const answer = await manifest(wanted)
        return answer.kind === 'missing' ? answer : { kind: 'present', digest: answer.manifest.digest }
      }),
    forget: ({ image, contentTag }) => manifests.forget(`${image}:${contentTag}`),
  }
}

/** A configuration that is not there, or is none. */
function notToBeRead(error: unknown): undefined {
  if (error instanceof ModuleImagesError && error.code === 'registry-bad-reply') return undefined
  throw error
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
    if (!(error instanceof ModuleImagesError) || error.kind !== 'remote' || error.code === 'wrong-key-label') throw error
    if (error.code === 'image-incomplete') return { kind: 'unknown', reason: 'the image in the registry is incomplete' }
    return { kind: 'unknown', reason: `the registry could not be asked (${error.code})` }
  }
}

/** `image:tag` as a reference. */
export function taggedReference(image: string, tag: string): ImageReference {
  return parseImageReference(`${image}:${tag}`)
}
