import { ModuleImagesError, partTag } from '@module-images/core'
import type { ContentKeys, KeyResult } from '@module-images/workspace'

/** A module with a key, and the repository (with host) its image has in this run. */
export type ImageTarget = Omit<Extract<KeyResult, { kind: 'keyed' }>, 'kind'> & { readonly image: string }

/** What names the images of a run. */
export interface TargetPorts {
  readonly contentKeys: Pick<ContentKeys, 'keyOf'>
  /** Host and prefix images are published under. */
  readonly registryPrefix: string
  /** Keys of images that were built before in the same nx run. */
  readonly builtKeys?: ReadonlyMap<string, string>
  /** The one platform that this machine builds; undefined for all of each module. */
  readonly part?: string | undefined
}

/**
 * @throws ModuleImagesError the module's own error, where it is broken; `key-changed` where a build of this nx run was for another key
 */
export async function resolveTarget({ contentKeys, registryPrefix, builtKeys, part }: TargetPorts, name: string): Promise<ImageTarget> {
  const result = await contentKeys.keyOf(name)
  if (result.kind === 'broken') throw result.error
  const built = builtKeys?.get(name)
  if (built !== undefined && built !== result.key) throw keyChanged(name, built, result.key)
  const target = { ...result, image: `${registryPrefix}/${result.module.image}` }
  return part === undefined ? target : partOf(target, part)
}

/** One platform of an image for several: the same key, and a name of its own until all parts are there. Any other image is whole. */
export function partOf(target: ImageTarget, platform: string): ImageTarget {
  const { module, contentTag } = target
  const { platforms } = module.options
  if (platforms.length === 1 || !platforms.includes(platform)) return target
  return {
    ...target,
    contentTag: partTag(contentTag, platform),
    module: { ...module, options: { ...module.options, platforms: [platform] } },
  }
}

function keyChanged(name: string, built: string, wanted: string): ModuleImagesError {
  return new ModuleImagesError({
    code: 'key-changed',
    kind: 'environment',
    message: `${name} was built in this run for the key ${built.slice(0, 12)}, and its files now make the key ${wanted.slice(0, 12)}: something changed them since.`,
    fix: 'Run the command again, and see that no task changes what a build reads.',
  })
}
