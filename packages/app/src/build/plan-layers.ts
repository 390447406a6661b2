import { layerSourceTags, planLayerCache, sortPushTags } from '@module-images/core'
import type { BuildRequest } from '@module-images/engine'
import type { Workspace } from '@module-images/workspace'
import type { ImageTags, KeyedImage } from '../registry-view/image-tags.js'
import type { ImageTarget } from '../session/image-target.js'

/** What planning a build's layers takes. */
export interface PlanLayersPorts {
  readonly workspace: { readonly settings: Pick<Workspace['settings'], 'tags' | 'movableTags'> }
  readonly imageTags: (image: KeyedImage) => Pick<ImageTags, 'states'>
  /** Whether this run is a pull request's that keeps layers of its own. */
  readonly pullRequestLayers: boolean
  readonly log: (line: string) => void
}

/** The part of a build's request that is about layers of other machines. */
export type LayerFlags = Pick<BuildRequest, 'cacheFrom' | 'cacheTo'>

/**
 * Where a build takes layers from: the newest published image of its module, and the layers that pushes have left beside it, each by the digest
 * that its tag names now. Whoever may pull reads them; only who may push can write them, and RUN steps of another epoch are other steps. What
 * cannot be asked for is told and done without.
 *
 * The image notes which of its layers came of which step, whoever builds it: so it is the same image, pushed or not.
 */
export async function planLayers(
  { workspace, imageTags, pullRequestLayers, log }: PlanLayersPorts,
  wanted: ImageTarget,
): Promise<LayerFlags> {
  const { module, image } = wanted
  const { cacheFrom, cacheTo } = module.options
  const cache = planLayerCache(module)
  if (cache === 'off') return { cacheFrom, cacheTo }
  const { tags, movableTags } = workspace.settings
  const sources = pullRequestLayers ? [renderActionsCache(wanted)] : []
  for (const { tag, names } of await imageTags(wanted).states(layerSourceTags(cache, sortPushTags(tags, movableTags).branch))) {
    if (names.kind === 'present') sources.push(`type=registry,ref=${image}@${names.digest}`)
    if (names.kind === 'unknown') log(`${module.name}  takes no layers from ${image}:${tag}: ${names.reason}`)
  }
  return { cacheFrom: [...new Set([...cacheFrom, ...sources])], cacheTo: [...new Set([...cacheTo, 'type=inline'])] }
}

/** The place of a module in the Actions cache of a pull request, which nobody else reads. https://docs.docker.com/build/cache/backends/gha/ */
export function renderActionsCache({ image }: Pick<ImageTarget, 'image'>): string {
  return `type=gha,scope=${image}`
}
