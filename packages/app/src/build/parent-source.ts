import { ModuleImagesError } from '@module-images/core'
import type { ImageTags, KeyedImage } from '../registry-view/image-tags.js'
import type { EngineImages } from '../session/engine-images.js'
import type { BuildTargetName } from '../session/session.js'
import type { ParentTags } from './parent-tags.js'
import type { ImageTarget } from '../session/image-target.js'

/** What binding a parent takes. */
export interface BindParentPorts extends BuildTargetName {
  readonly engineImages: Pick<EngineImages, 'findKnown'>
  readonly imageTags: (image: KeyedImage) => Pick<ImageTags, 'find' | 'contentState'>
  readonly parentTags: Pick<ParentTags, 'give'>
  /** Of each module's image in this run, by the module's name. */
  readonly digests: Map<string, string>
}

/**
 * What a child's build takes for its parent, as a reference to one image that was looked at. The engine's comes first, by a tag of this run's
 * own, in any image store: by digest BuildKit looks for it in the registry, unless the engine happens to know that it came from there. Else
 * the registry's, by digest. A builder that was chosen may be another machine, which sees no image of the engine: it takes the registry's
 * if there is one.
 *
 * @param builder the buildx builder that was chosen for the child
 * @returns without `docker-image://`
 * @throws ModuleImagesError `image-not-built` where neither has it, `wrong-key-label` where the registry has another under its content tag
 */
export async function bindParent(ports: BindParentPorts, parent: ImageTarget, builder: string | undefined): Promise<string> {
  const { digests, engineImages, parentTags } = ports
  const tags = ports.imageTags(parent)
  const name = parent.module.name
  const published = (digest: string) => {
    digests.set(name, digest)
    return `${parent.image}@${digest}`
  }
  if (builder !== undefined) {
    const state = await tags.contentState()
    if (state.kind === 'present') return published(state.digest)
  }
  const local = await engineImages.findKnown(parent)
  if (local !== undefined) {
    if (local.digest !== undefined) digests.set(name, local.digest)
    return parentTags.give(local, parent)
  }
  const reply = await tags.find()
  if (reply.kind === 'missing') throw notBuilt(ports, parent)
  return published(reply.manifest.digest)
}

function notBuilt({ workspace }: BuildTargetName, { module, image, contentTag }: ImageTarget): ModuleImagesError {
  return new ModuleImagesError({
    code: 'image-not-built',
    kind: 'environment',
    message: `${image}:${contentTag}, on which it stands, is neither in the engine nor in the registry.`,
    fix: `Build it first: npx nx ${workspace.settings.targets.build} ${module.name}`,
  })
}
