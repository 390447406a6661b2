import { ModuleImagesError } from '@module-images/core'
import type { ImageRun } from './image-run.js'
import type { WantedImage } from './wanted-image.js'

/** What binding a parent takes of a run. */
export type BindingRun = Pick<ImageRun, 'engineImages' | 'lookups' | 'parentTags' | 'digests'> & {
  readonly workspace: { readonly settings: Pick<ImageRun['workspace']['settings'], 'targets'> }
}

/**
 * What a child's build takes for its parent, as a reference to one image that was looked at: by digest where there is one, else by a tag of
 * this run's own. The engine's image comes first, else the registry's. A builder that was chosen may be another machine, which sees no
 * image of the engine: it takes the registry's if there is one.
 *
 * @param builder the buildx builder that was chosen for the child
 * @returns without `docker-image://`
 * @throws ModuleImagesError `image-not-built` where neither has it, `wrong-key-label` where the registry has another under its content tag
 */
export async function bindParent(run: BindingRun, parent: WantedImage, builder: string | undefined): Promise<string> {
  const published = (digest: string) => bind(run, parent, { repository: parent.image, digest })
  if (builder !== undefined) {
    const state = await run.lookups.state(parent)
    if (state.kind === 'present') return published(state.digest)
  }
  const local = await run.engineImages.find(parent)
  if (local?.digest !== undefined) return bind(run, parent, { repository: local.repository, digest: local.digest })
  if (local !== undefined) return run.parentTags.give(local, parent)
  const reply = await run.lookups.manifest(parent)
  if (reply.kind === 'missing') throw notBuilt(run, parent)
  return published(reply.manifest.digest)
}

interface BoundImage {
  readonly repository: string
  readonly digest: string
}

function bind({ digests }: BindingRun, { module }: WantedImage, { repository, digest }: BoundImage): string {
  digests.set(module.name, digest)
  return `${repository}@${digest}`
}

function notBuilt({ workspace }: BindingRun, { module, image, contentTag }: WantedImage): ModuleImagesError {
  return new ModuleImagesError({
    code: 'image-not-built',
    kind: 'environment',
    message: `${image}:${contentTag}, on which it stands, is neither in the engine nor in the registry.`,
    hint: `Build it first: npx nx ${workspace.settings.targets.build} ${module.name}`,
  })
}
