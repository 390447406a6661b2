import { ModuleImagesError, type Receipt } from '@module-images/core'
import { isRefusedTransfer } from '@module-images/engine'
import type { FoundImage } from '../session/engine-images.js'
import type { Session } from '../session/session.js'
import type { ImageTarget } from '../session/image-target.js'

/** How often a pull says that it goes on, in milliseconds: what takes less says nothing. */
const STILL_PULLING_MS = 10_000

/** An image the engine has. What is done with it goes on by its id. */
export interface LoadedImage {
  /** For people: its content tag, which named it when it was looked at. */
  readonly name: string
  readonly id: string
  readonly entrypoint: readonly string[]
}

/**
 * The image of this checkout in the engine, pulled where only the registry has it.
 *
 * @param platform of the image, where it is not to be the engine's own
 * @throws ModuleImagesError `image-not-built` where neither has it, `platform-not-built`, `wrong-key-label`
 */
export async function loadImage(run: Session, wanted: ImageTarget, platform?: string): Promise<LoadedImage> {
  const { module, image, contentTag } = wanted
  if (platform !== undefined) refusePlatform(wanted, platform)
  const local = await run.engineImages.find(wanted)
  if (local !== undefined && (platform === undefined || local.platform === platform)) return toLoaded(local)
  const state = await run.lookups.state(wanted)
  if (state.kind === 'present') return toLoaded(await pullFound(run, wanted, { digest: state.digest, platform }))
  const lacks =
    platform !== undefined && local !== undefined
      ? `${toLoaded(local).name} is in the engine, but not for ${platform}`
      : `${image}:${contentTag} is not in the engine`
  throw new ModuleImagesError({
    code: 'image-not-built',
    kind: 'environment',
    message: `${lacks}${state.kind === 'missing' ? ', nor in the registry' : `; ${state.reason}`}.`,
    fix: `Build it first: npx nx ${run.workspace.settings.targets.build} ${module.name}`,
  })
}

function refusePlatform({ module }: ImageTarget, platform: string): void {
  if (module.options.platforms.includes(platform)) return
  throw new ModuleImagesError({
    code: 'platform-not-built',
    kind: 'input',
    message: `${module.name} is built for ${module.options.platforms.join(', ')}, not for ${platform}.`,
    fix: 'Add it to "platforms" in nx.json, or in the docker-build options of the module.',
  })
}

function toLoaded({ repository, tag, id, entrypoint }: FoundImage): LoadedImage {
  return { name: `${repository}:${tag}`, id, entrypoint }
}

interface PulledName {
  /** As people know it. */
  readonly name: string
  /** By digest. */
  readonly reference: string
}

/** A sign-in that fails, or that the registry refuses, is no reason not to ask as anybody may; that failure is what counts if this fails too. */
async function pullWithAnonymousFallback(run: Session, { name, reference }: PulledName, platform: string | undefined): Promise<void> {
  const [host = reference] = reference.split('/')
  const asAnybody = async (why: string, error: unknown) => {
    run.log(`${why}; pulling ${name} without one`)
    await run.engine.pull(reference, platform, await run.anonymousConfig([host])).catch(() => {
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
    await run.engine.pull(reference, platform, signIn)
  } catch (error) {
    if (!isRefusedTransfer(error)) throw error
    await asAnybody(`${host} refused the sign-in`, error)
  }
}

/** What a pull brings. */
interface Pulled {
  /** Of the image that was looked at under the content tag. */
  readonly digest: string
  readonly platform?: string | undefined
}

/** Brings the image of a content tag into the engine, by its digest, and tells its size there. */
export async function pullImage(run: Session, wanted: ImageTarget, pulled: Pulled): Promise<Receipt['size']> {
  const { size } = await pullFound(run, wanted, pulled)
  return { bytes: size, of: 'engine' }
}

async function pullFound(run: Session, wanted: ImageTarget, { digest, platform }: Pulled): Promise<FoundImage> {
  const { image, contentTag, module } = wanted
  const name = `${image}:${contentTag}`
  const reference = `${image}@${digest}`
  run.log(`${module.name}  pulling ${name}`)
  await withProgress(run, `${module.name}  still pulling`, () => pullWithAnonymousFallback(run, { name, reference }, platform))
  await run.engine.tag(reference, name)
  run.engineImages.add({ repository: image, tag: contentTag })
  const found = await run.engineImages.find(wanted)
  if (found) return found
  throw new ModuleImagesError({
    code: 'pull-incomplete',
    kind: 'environment',
    message: `${name} was pulled, but the engine does not have it.`,
    fix: 'Another process may have removed it, or given its name to another image; run the command again.',
  })
}

async function withProgress(run: Session, what: string, work: () => Promise<void>): Promise<void> {
  const started = performance.now()
  const timer = setInterval(() => run.log(`${what}, ${Math.round((performance.now() - started) / 1000)} s`), STILL_PULLING_MS)
  try {
    await work()
  } finally {
    clearInterval(timer)
  }
}
