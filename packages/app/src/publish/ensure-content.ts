import type { Manifest } from '@module-images/registry'
import type { OpenImageTags } from '../registry-view/image-tags.js'
import type { ImageTarget } from '../session/image-target.js'
import { inTurn } from '../session/in-turn.js'
import type { Limit } from '../session/session.js'
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
export interface ContentPorts extends UploadPorts {
  readonly imageTags: OpenImageTags
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
    await uploadImage(ports, wanted)
    return true
  })
  return { manifest: await tags.getVerified(), uploaded, fresh: true }
}
