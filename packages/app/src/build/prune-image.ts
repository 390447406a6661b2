import { renderError } from '@module-images/core'
import type { Engine } from '@module-images/engine'
import type { EngineImages } from '../session/engine-images.js'
import type { ParentTags } from './parent-tags.js'
import { resolveTarget, type TargetPorts } from '../session/image-target.js'

/** What pruning takes. */
export interface PrunePorts extends TargetPorts {
  readonly engine: Pick<Engine, 'remove'>
  readonly engineImages: Pick<EngineImages, 'find' | 'forget'>
  readonly parentTags: Pick<ParentTags, 'remove'>
  readonly log: (line: string) => void
}

/**
 * Takes an image that was published out of the engine, under every name this run knows it by. What cannot be removed, such as an image
 * that a container uses, is said and stays; an image that was asked to be loaded stays too.
 */
export async function pruneImage(ports: PrunePorts, name: string): Promise<void> {
  const wanted = await resolveTarget(ports, name)
  const { module, image, contentTag } = wanted
  if (module.options.load) return
  const local = await ports.engineImages.find(wanted)
  if (!local) return
  ports.engineImages.forget(wanted)
  await ports.parentTags.remove(wanted)
  for (const reference of new Set([`${local.repository}:${local.tag}`, `${image}:${contentTag}`])) {
    try {
      await ports.engine.remove(reference)
    } catch (error) {
      ports.log(`${name}  not pruned: ${renderError(error)}`)
    }
  }
}
