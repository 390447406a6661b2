import { ModuleImagesError } from '@module-images/core'
import type { Manifest, ManifestReply } from '@module-images/registry'
import type { CommitImage } from './branch-tip.js'
import type { ImageRun } from './image-run.js'
import { readKeyLabel } from './key-label.js'
import { taggedReference } from './registry-lookups.js'
import { uploadImage } from './upload-image.js'
import type { WantedImage } from './wanted-image.js'

/** What the content tag names. */
export interface Content {
  readonly manifest: Manifest
  /** By this run. */
  readonly uploaded: boolean
  /** It was not there when this run looked first, so that others may be uploading it too. */
  readonly fresh: boolean
}

/**
 * Another machine may publish the same key at this moment, with another digest, since the time of the build is in its labels. So the
 * content tag is looked up once more when the upload's turn has come, and what it names afterwards is what counts, whoever uploaded it.
 */
export async function ensureContent(run: ImageRun, wanted: WantedImage): Promise<Content> {
  const before = await run.lookups.manifest(wanted.image, wanted.contentTag)
  if (before.kind === 'present') return { manifest: before.manifest, uploaded: false, fresh: false }
  const uploaded = await run.pushes(async () => {
    if ((await lookAgain(run, wanted)).kind === 'present') return false
    await uploadImage(run, wanted)
    return true
  })
  return { manifest: await readWhole(run, wanted), uploaded, fresh: true }
}

/** The content tag as the registry has it now. */
export function lookAgain(run: ImageRun, { image, contentTag }: CommitImage): Promise<ManifestReply> {
  run.lookups.forget(image, contentTag)
  return run.lookups.manifest(image, contentTag)
}

/** What the content tag names now, if that is still this manifest or else when all of it is seen to be there. */
export async function readWhole(run: ImageRun, wanted: CommitImage, known?: Manifest): Promise<Manifest> {
  const whole = await findWhole(run, wanted, known)
  if (whole) return whole
  const { image, contentTag } = wanted
  throw new ModuleImagesError({
    code: 'push-lost',
    kind: 'remote',
    message: `The push of ${image}:${contentTag} was reported done, but the registry does not have it.`,
    hint: 'Run the push again. Behind several registry servers, it may take a moment until all of them know.',
  })
}

/** The same; undefined where there is no such tag. */
export async function findWhole(run: ImageRun, wanted: CommitImage, known?: Manifest): Promise<Manifest | undefined> {
  const state = await lookAgain(run, wanted)
  if (state.kind === 'missing') return undefined
  if (state.manifest.digest !== known?.digest) await verifyContent(run, wanted, state.manifest)
  return state.manifest
}

/**
 * A tag may only ever name what is wholly there, and an image only be published under the key it was built for.
 *
 * @throws ModuleImagesError `image-incomplete`, `wrong-key-label`
 */
export async function verifyContent(run: ImageRun, { module, key, image, contentTag }: CommitImage, manifest: Manifest): Promise<void> {
  const { host, repository } = taggedReference(image, contentTag)
  // By digest: the tag may come to name another image while this one is looked at.
  const reference = { host, repository, digest: manifest.digest }
  const verification = await run.registry.verifyImage(reference)
  if (verification.kind === 'broken') {
    throw new ModuleImagesError({
      code: 'image-incomplete',
      kind: 'remote',
      message: `${image}:${contentTag} is incomplete in the registry: ${verification.missing.map(({ name, why }) => `${name} (${why})`).join(', ')}.`,
      hint: 'No tag was moved. Run the push again; if it stays so, delete that tag in the registry, and the next push uploads the image anew.',
    })
  }
  const label = await readKeyLabel(run.registry, reference, manifest)
  if (label !== key) {
    throw new ModuleImagesError({
      code: 'wrong-key-label',
      kind: 'remote',
      message: `${image}:${contentTag} carries the key ${label ?? '(none)'}, but ${module.name} wants ${key}.`,
      hint: 'No tag was moved. Somebody pushed another image under this content tag; delete that tag in the registry.',
    })
  }
}
