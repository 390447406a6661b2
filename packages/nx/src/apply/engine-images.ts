import { ModuleImagesError } from '@module-images/core'
import type { EngineImage } from '@module-images/engine'

/** A size is known where the engine was asked. */
export type KnownImage = Omit<EngineImage, 'id' | 'size'> & { readonly size?: number | undefined }

/** The engine's images that carry a key, listed once a run and kept up to date by it. */
export interface EngineImages {
  /** The image of this module built for this content tag, whatever registry its name begins with. */
  find(image: string, contentTag: string): Promise<KnownImage | undefined>
  add(image: KnownImage): void
  /** To be called before an image is removed, so that nobody builds on it. */
  forget(image: string, contentTag: string): void
}

/** Lists on first use. */
export function createEngineImages(list: () => Promise<readonly EngineImage[]>): EngineImages {
  const byName = new Map<string, KnownImage>()
  const nameOf = (repository: string, tag: string) => `${repository.slice(repository.lastIndexOf('/') + 1)}:${tag}`
  let listing: Promise<void> | undefined
  const listOnce = async () => {
    for (const image of await listOrNothing(list)) byName.set(nameOf(image.repository, image.tag), image)
  }
  return {
    async find(image, contentTag) {
      await (listing ??= listOnce())
      return byName.get(nameOf(image, contentTag))
    },
    add: (image) => void byName.set(nameOf(image.repository, image.tag), image),
    forget: (image, contentTag) => void byName.delete(nameOf(image, contentTag)),
  }
}

/** An engine that cannot be asked holds nothing, for all we know; a build will say what is wrong with it. */
async function listOrNothing(list: () => Promise<readonly EngineImage[]>): Promise<readonly EngineImage[]> {
  try {
    return await list()
  } catch (error) {
    if (error instanceof ModuleImagesError && error.kind === 'environment') return []
    throw error
  }
}
