import { renderError } from '@module-images/core'
import type { Session } from '../session/session.js'
import { resolveTarget } from '../session/image-target.js'

/**
 * Takes an image that was published out of the engine, under every name this run knows it by. What cannot be removed, such as an image
 * that a container uses, is said and stays; an image that was asked to be loaded stays too.
 */
export async function pruneImage(run: Session, name: string): Promise<void> {
  const wanted = await resolveTarget(run, name)
  const { module, image, contentTag } = wanted
  if (module.options.load) return
  const local = await run.engineImages.find(wanted)
  if (!local) return
  run.engineImages.forget(wanted)
  await run.parentTags.remove(wanted)
  for (const reference of new Set([`${local.repository}:${local.tag}`, `${image}:${contentTag}`])) {
    try {
      await run.engine.remove(reference)
    } catch (error) {
      run.log(`${name}  not pruned: ${renderError(error)}`)
    }
  }
}
