import { ModuleImagesError, type Receipt } from '@module-images/core'
import { isRefusedTransfer } from '@module-images/engine'
import type { ImageRun } from './image-run.js'
import type { WantedImage } from './wanted-image.js'

/** How often a pull says that it goes on, in milliseconds: what takes less says nothing. */
const STILL_PULLING_MS = 10_000

/**
 * The name under which the engine has the image of this checkout, pulled by content tag where only the registry has it.
 *
 * @param platform of the image, where it is not to be the engine's own
 * @throws ModuleImagesError `image-not-built` where neither has it, `platform-not-built`
 */
export async function loadImage(run: ImageRun, wanted: WantedImage, platform?: string): Promise<string> {
  const { module, image, contentTag } = wanted
  if (platform !== undefined) refusePlatform(wanted, platform)
  const local = await run.engineImages.find(module.image, contentTag)
  const localName = local && `${local.repository}:${local.tag}`
  if (localName !== undefined && (await hasPlatform(run, localName, platform))) return localName
  const state = await run.lookups.state(image, contentTag)
  if (state.kind === 'present') {
    await pullImage(run, wanted, platform)
    return `${image}:${contentTag}`
  }
  const lacks =
    platform !== undefined && localName !== undefined
      ? `${localName} is in the engine, but not for ${platform}`
      : `${image}:${contentTag} is not in the engine`
  throw new ModuleImagesError({
    code: 'image-not-built',
    kind: 'environment',
    message: `${lacks}${state.kind === 'missing' ? ', nor in the registry' : `; ${state.reason}`}.`,
    hint: `Build it first: npx nx ${run.workspace.settings.targets.build} ${module.name}`,
  })
}

function refusePlatform({ module }: WantedImage, platform: string): void {
  if (module.options.platforms.includes(platform)) return
  throw new ModuleImagesError({
    code: 'platform-not-built',
    kind: 'input',
    message: `${module.name} is built for ${module.options.platforms.join(', ')}, not for ${platform}.`,
    hint: 'Add it to "platforms" in nx.json, or in the docker-build options of the module.',
  })
}

async function hasPlatform(run: ImageRun, name: string, platform: string | undefined): Promise<boolean> {
  if (platform === undefined) return true
  const image = await run.engine.inspect(name)
  return image.kind === 'present' && image.platform === platform
}

/** A sign-in that fails, or that the registry refuses, is no reason not to ask as anybody may; that failure is what counts if this fails too. */
async function pullAnyhow(run: ImageRun, name: string, image: string, platform: string | undefined): Promise<void> {
  const [host = image] = image.split('/')
  const asAnybody = async (why: string, error: unknown) => {
    run.say(`${why}; pulling ${name} without one`)
    await run.engine.pull(name, platform, await run.anonymousConfig([host])).catch(() => {
      throw error
    })
  }
  let signIn: string | undefined
  try {
    signIn = await run.pushConfig()
  } catch (error) {
    if (!(error instanceof ModuleImagesError) || run.signal.aborted) throw error
    return asAnybody(`${host}: no sign-in (${error.message})`, error)
  }
  try {
    await run.engine.pull(name, platform, signIn)
  } catch (error) {
    if (!isRefusedTransfer(error)) throw error
    await asAnybody(`${host} refused the sign-in`, error)
  }
}

/** Brings the image of a content tag into the engine, and tells its size there. */
export async function pullImage(run: ImageRun, { image, contentTag, module }: WantedImage, platform?: string): Promise<Receipt['size']> {
  const name = `${image}:${contentTag}`
  run.say(`${module.name}  pulling ${name}`)
  await whileSaying(run, `${module.name}  still pulling`, () => pullAnyhow(run, name, image, platform))
  const pulled = await run.engine.inspect(name)
  if (pulled.kind === 'missing') {
    throw new ModuleImagesError({
      code: 'pull-incomplete',
      kind: 'environment',
      message: `${name} was pulled, but the engine does not have it.`,
      hint: 'Another process may have removed it; run the command again.',
    })
  }
  run.engineImages.add({ repository: image, tag: contentTag, size: pulled.size })
  return { bytes: pulled.size, of: 'engine' }
}

async function whileSaying(run: ImageRun, what: string, work: () => Promise<void>): Promise<void> {
  const started = performance.now()
  const timer = setInterval(() => run.say(`${what}, ${Math.round((performance.now() - started) / 1000)} s`), STILL_PULLING_MS)
  try {
    await work()
  } finally {
    clearInterval(timer)
  }
}
