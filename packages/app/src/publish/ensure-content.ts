import { type Manifest, planIndex, type RegistryClient } from '@module-images/registry'
import { shortContentTag } from '@module-images/core'
import type { OpenImageTags } from '../registry-view/image-tags.js'
import { taggedReference } from '../registry-view/tagged-reference.js'
import type { ImageTarget } from '../session/image-target.js'
import { inTurn } from '../session/in-turn.js'
import type { Limit } from '../session/session.js'
import { findParts, type PartsPorts } from './find-parts.js'
import { uploadImage, type UploadPorts } from './upload-image.js'

/** What the content tag names. */
export interface Content {
  readonly manifest: Manifest
  /** By this run. */
  readonly uploaded: boolean
  /** It was not there when this run looked first, so that others may be uploading it too. */
  readonly fresh: boolean
}

/** What publishing content takes. */
export interface ContentPorts extends UploadPorts, PartsPorts {
  readonly imageTags: OpenImageTags
  readonly registry: PartsPorts['registry'] & Pick<RegistryClient, 'putManifest'>
  readonly pushes: Limit
}

/**
 * Another machine may publish the same key at this moment, with another digest, since the time of the build is in its labels. So the
 * content tag is looked up once more when the upload's turn has come, and what it names afterwards is what counts, whoever uploaded it.
 *
 * @throws ModuleImagesError `push-lost`, `image-not-built`; what the push ended with
 */
export async function ensureContent(ports: ContentPorts, wanted: ImageTarget): Promise<Content> {
  const tags = ports.imageTags(wanted)
  const before = await tags.find()
  if (before.kind === 'present') return { manifest: before.manifest, uploaded: false, fresh: false }
  const turn = { activities: ports.activities, module: wanted.module.name, why: 'for another push to end' }
  const uploaded = await inTurn(ports.pushes, turn, async () => {
    if ((await tags.refetch()).kind === 'present') return false
    if (!(await mergeParts(ports, wanted))) await uploadImage(ports, wanted)
    return true
  })
  return { manifest: await tags.getVerified(), uploaded, fresh: true }
}

/** Puts one index of the parts that other machines have pushed, by digest: nothing is built or uploaded. False where one is missing. */
async function mergeParts(ports: ContentPorts, wanted: ImageTarget): Promise<boolean> {
  const parts = await findParts(ports, wanted)
  if (parts === undefined) return false
  const { image, contentTag, module } = wanted
  const index = planIndex(parts)
  ports.log(`${module.name}  merging the parts for ${module.options.platforms.join(', ')} into ${image}:${shortContentTag(contentTag)}`)
  await ports.registry.putManifest(taggedReference(image, contentTag), index)
  return true
}
