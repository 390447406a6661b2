import { KEY_LABEL } from '@module-images/core'
import { createEngineImages, type EngineImages } from '../session/engine-images.js'
import type { ImageTarget } from '../session/image-target.js'

/** The images of an engine that holds what these modules want. */
export function heldImages(...held: readonly ImageTarget[]): EngineImages {
  const id = (index: number) => `sha256:${String(index).repeat(64)}`
  const keys = new Map(held.map(({ image, contentTag, key }) => [`${image}:${contentTag}`, key]))
  const engine = {
    findImages: async () => held.map(({ image, contentTag }, index) => ({ repository: image, tag: contentTag, id: id(index) })),
    inspectMany: async (names: readonly string[]) =>
      names.map((name, index) => ({
        ...{ kind: 'present' as const, id: id(index), labels: { [KEY_LABEL]: keys.get(name) ?? '' } },
        ...{ entrypoint: [], size: 1, platform: 'linux/amd64' },
      })),
  }
  return createEngineImages({ engine, log: () => undefined })
}
