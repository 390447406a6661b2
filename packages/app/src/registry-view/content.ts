import { ModuleImagesError } from '@module-images/core'
import type { Manifest, ManifestReply } from '@module-images/registry'
import type { CommitImage } from '../publish/branch-tip.js'
import type { Session } from '../session/session.js'
import { uploadImage } from '../publish/upload-image.js'
import type { ImageTarget } from '../session/image-target.js'
import { requireVerified } from './require-verified.js'

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
export async function ensureContent(run: Session, wanted: ImageTarget): Promise<Content> {
  const before = await run.lookups.manifest(wanted)
  if (before.kind === 'present') return { manifest: before.manifest, uploaded: false, fresh: false }
  const uploaded = await run.pushes(async () => {
    if ((await refetch(run, wanted)).kind === 'present') return false
    await uploadImage(run, wanted)
    return true
  })
  return { manifest: await getVerified(run, wanted), uploaded, fresh: true }
}

/** The content tag as the registry has it now. */
export function refetch(run: Session, wanted: CommitImage): Promise<ManifestReply> {
  run.lookups.forget(wanted)
  return run.lookups.manifest(wanted)
}

/** What the content tag names now, if that is still this manifest or else when all of it is seen to be there. */
export async function getVerified(run: Session, wanted: CommitImage, known?: Manifest): Promise<Manifest> {
  const whole = await findVerified(run, wanted, known)
  if (whole) return whole
  const { image, contentTag } = wanted
  throw new ModuleImagesError({
    code: 'push-lost',
    kind: 'remote',
    message: `The push of ${image}:${contentTag} was reported done, but the registry does not have it.`,
    fix: 'Run the push again. Behind several registry servers, it may take a moment until all of them know.',
  })
}

/** The same; undefined where there is no such tag. */
export async function findVerified(run: Session, wanted: CommitImage, known?: Manifest): Promise<Manifest | undefined> {
  const state = await refetch(run, wanted)
  if (state.kind === 'missing') return undefined
  if (state.manifest.digest !== known?.digest) await requireVerified(run.registry, wanted, state.manifest)
  return state.manifest
}
