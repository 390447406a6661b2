/** Where builds leave their layers for those of other machines. */
export const LAYER_CACHES = ['inline', 'registry', 'off'] as const

/**
 * `inline`: the published image itself says which of its layers came of which step. `registry`: the layers of all stages, under a tag of
 * their own. https://docs.docker.com/build/cache/backends/
 */
export type LayerCache = (typeof LAYER_CACHES)[number]

/** The tag beside a module's images that names the layers of all stages. It names no image. */
export const LAYER_CACHE_TAG = 'layer-cache'
