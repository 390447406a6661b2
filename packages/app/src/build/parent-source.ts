import { ModuleImagesError } from '@module-images/core'
import type { Session } from '../session/session.js'
import type { ImageTarget } from '../session/image-target.js'

/** What binding a parent takes of a run. */
export type BindingRun = Pick<Session, 'engineImages' | 'lookups' | 'parentTags' | 'digests'> & {
  readonly workspace: { readonly settings: Pick<Session['workspace']['settings'], 'targets'> }
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
export async function bindParent(run: BindingRun, parent: ImageTarget, builder: string | undefined): Promise<string> {
  const { digests, engineImages, lookups, parentTags } = run
  const name = parent.module.name
  const published = (digest: string) => {
    digests.set(name, digest)
    return `${parent.image}@${digest}`
  }
  if (builder !== undefined) {
    const state = await lookups.state(parent)
    if (state.kind === 'present') return published(state.digest)
  }
  const local = await engineImages.find(parent)
  if (local !== undefined) {
    if (local.digest !== undefined) digests.set(name, local.digest)
    return parentTags.give(local, parent)
  }
  const reply = await lookups.manifest(parent)
  if (reply.kind === 'missing') throw notBuilt(run, parent)
  return published(reply.manifest.digest)
}

function notBuilt({ workspace }: BindingRun, { module, image, contentTag }: ImageTarget): ModuleImagesError {
  return new ModuleImagesError({
    code: 'image-not-built',
    kind: 'environment',
    message: `${image}:${contentTag}, on which it stands, is neither in the engine nor in the registry.`,
    fix: `Build it first: npx nx ${workspace.settings.targets.build} ${module.name}`,
  })
}
