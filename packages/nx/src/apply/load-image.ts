import { ModuleImagesError, type Receipt } from '@module-images/core'
import type { ImageRun } from './image-run.js'
import type { WantedImage } from './wanted-image.js'

/**
 * The name under which the engine has the image of this checkout, pulled by content tag where only the registry has it.
 *
 * @throws ModuleImagesError `image-not-built` where neither has it
 */
export async function loadImage(run: ImageRun, wanted: WantedImage): Promise<string> {
  const { module, image, contentTag } = wanted
  const local = await run.engineImages.find(module.image, contentTag)
  if (local) return `${local.repository}:${local.tag}`
  const state = await run.lookups.state(image, contentTag)
  if (state.kind === 'present') {
    await pullImage(run, wanted)
    return `${image}:${contentTag}`
  }
  throw new ModuleImagesError({
    code: 'image-not-built',
    kind: 'environment',
    message: `${image}:${contentTag} is not in the engine${state.kind === 'missing' ? ', nor in the registry' : `; ${state.reason}`}.`,
    hint: `Build it first: npx nx ${run.workspace.settings.targets.build} ${module.name}`,
  })
}

/** A sign-in that the registry refuses is no reason not to ask as anybody may; the refusal is what counts if that fails too. */
async function pullAnyhow(run: ImageRun, name: string, image: string): Promise<void> {
  try {
    await run.engine.pull(name, undefined, await run.pushConfig())
  } catch (error) {
    if (!(error instanceof ModuleImagesError) || error.code !== 'registry-denied') throw error
    const [host = image] = image.split('/')
    run.say(`${host} refused the sign-in; pulling ${name} without one`)
    await run.engine.pull(name, undefined, await run.anonymousConfig([host])).catch(() => {
      throw error
    })
  }
}

/** Brings the image of a content tag into the engine, and tells its size there. */
export async function pullImage(run: ImageRun, { image, contentTag, module }: WantedImage): Promise<Receipt['size']> {
  const name = `${image}:${contentTag}`
  run.say(`${module.name}  pulling ${name}`)
  await pullAnyhow(run, name, image)
  const pulled = await run.engine.inspect(name)
  if (pulled.kind === 'missing') {
    throw new ModuleImagesError({
      code: 'pull-incomplete',
      kind: 'environment',
      message: `${name} was pulled, but the engine does not have it.`,
      hint: 'Another process may have removed it; run the command again.',
    })
  }
  run.engineImages.add({ repository: image, tag: contentTag, id: pulled.id, size: pulled.size })
  return { bytes: pulled.size, of: 'engine' }
}
