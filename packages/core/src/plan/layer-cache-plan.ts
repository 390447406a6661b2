import type { Dockerfile } from '../dockerfile/parse-dockerfile.js'
import { shippedStages } from '../dockerfile/shipped-stages.js'
import type { BuildOptions } from '../module.js'
import { LAYER_CACHE_TAG, type LayerCache } from '../settings/layer-cache.js'

/** What decides about a module's layer cache. */
export interface LayerCacheFacts {
  readonly options: Pick<BuildOptions, 'layerCache' | 'noCache' | 'cacheFrom' | 'cacheTo' | 'target'>
  readonly dockerfile: Dockerfile
}

/**
 * Where a module's builds leave their layers. An image holds the layers of the stages it ships and of no other: where there are others,
 * it takes a cache of its own. A module that names caches itself has none beside them.
 */
export function planLayerCache({ options, dockerfile }: LayerCacheFacts): LayerCache {
  if (options.noCache) return 'off'
  if (options.layerCache !== undefined) return options.layerCache
  if (options.cacheFrom.length + options.cacheTo.length > 0) return 'off'
  return shippedStages(dockerfile, options.target).length < dockerfile.stages.length ? 'registry' : 'inline'
}

/**
 * The tags whose layers a build may take, the best first.
 *
 * @param branch the tags that follow the branch, in the order they are written
 */
export function layerSourceTags(cache: LayerCache, branch: readonly string[]): string[] {
  const newest = branch.slice(-1)
  return { off: [], inline: newest, registry: [LAYER_CACHE_TAG, ...newest] }[cache]
}
