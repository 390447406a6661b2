import { rememberAnswers } from '@module-images/core'
import { type Engine, renderRunTag } from '@module-images/engine'
import type { KeyedName, KnownImage } from '../session/engine-images.js'

/** Tags of a run's own, on images of the engine that its builds stand on. */
export interface ParentTags {
  /** A reference to this very image, for as long as the run lasts. */
  give(image: KnownImage, wanted: KeyedName): Promise<string>
  /** Before the image goes. */
  remove(wanted: KeyedName): Promise<void>
  removeAll(): Promise<void>
}

/** @param engine one that is not ended with the run: what it leaves is taken away by the next */
export function createParentTags(engine: Pick<Engine, 'tag' | 'remove'>): ParentTags {
  const tags = rememberAnswers<string>()
  /** By key. */
  const given = new Map<string, string>()
  const remove = async (key: string) => {
    const tag = given.get(key)
    if (tag === undefined) return
    given.delete(key)
    tags.forget(key)
    // Whoever lists the images after this process has ended takes away what is left.
    await engine.remove(tag).catch(() => undefined)
  }
  return {
    give: ({ repository, id }, { key }) =>
      tags.get(key, async () => {
        const tag = `${repository}:${renderRunTag(key)}`
        await engine.tag(id, tag)
        given.set(key, tag)
        return tag
      }),
    remove: ({ key }) => remove(key),
    async removeAll() {
      await Promise.all([...given.keys()].map(remove))
    },
  }
}
