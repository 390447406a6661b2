import { ModuleImagesError, type Receipt, shortContentTag } from '@module-images/core'
import { type Engine, isRefusedTransfer, type TransferProgress } from '@module-images/engine'
import type { EngineImages, FoundImage } from '../session/engine-images.js'
import type { ImageTags, KeyedImage } from '../registry-view/image-tags.js'
import type { Activities } from '../session/activities.js'
import type { AnonymousConfig } from '../session/anonymous-config.js'
import type { PushConfig } from '../session/push-config.js'
import type { BuildTargetName } from '../session/session.js'
import type { ImageTarget } from '../session/image-target.js'

/** What a pull takes. */
export interface PullPorts {
  readonly engine: Pick<Engine, 'pull' | 'tag'>
  readonly engineImages: Pick<EngineImages, 'find' | 'add'>
  readonly pullConfig: PushConfig['pullPath']
  readonly anonymousConfig: AnonymousConfig['path']
  readonly activities: Activities
  readonly signal: AbortSignal
  readonly log: (line: string) => void
}

/** What loading an image takes. */
export interface LoadPorts extends PullPorts, BuildTargetName {
  readonly imageTags: (image: KeyedImage) => Pick<ImageTags, 'contentState'>
}

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
export async function loadImage(ports: LoadPorts, wanted: ImageTarget, platform?: string): Promise<LoadedImage> {
  const { module, image, contentTag } = wanted
  if (platform !== undefined) refusePlatform(wanted, platform)
  const local = await ports.engineImages.find(wanted)
  if (local !== undefined && (platform === undefined || local.platform === platform)) return toLoaded(local)
  const state = await ports.imageTags(wanted).contentState()
  if (state.kind === 'present') return toLoaded(await pullFound(ports, wanted, { digest: state.digest, platform }))
  const lacks =
    platform !== undefined && local !== undefined
      ? `${toLoaded(local).name} is in the engine, but not for ${platform}`
      : `${image}:${contentTag} is not in the engine`
  throw new ModuleImagesError({
    code: 'image-not-built',
    kind: 'environment',
    message: `${lacks}${state.kind === 'missing' ? ', nor in the registry' : `; ${state.reason}`}.`,
    fix: `Build it first: npx nx ${ports.workspace.settings.targets.build} ${module.name}`,
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
  readonly progress: TransferProgress
}

/** A sign-in that fails, or that the registry refuses, is no reason not to ask as anybody may; that failure is what counts if this fails too. */
async function pullWithAnonymousFallback(
  ports: Omit<PullPorts, 'engine' | 'engineImages'> & { readonly engine: Pick<Engine, 'pull'> },
  { name, reference, progress }: PulledName,
  platform: string | undefined,
): Promise<void> {
  const [host = reference] = reference.split('/')
  const asAnybody = async (why: string, error: unknown) => {
    ports.log(`${why}; pulling ${name} without one`)
    await ports.engine.pull(reference, platform, await ports.anonymousConfig([host]), progress).catch(() => {
      throw error
    })
  }
  let signIn: string | undefined
  try {
    signIn = await ports.pullConfig()
  } catch (error) {
    if (!(error instanceof ModuleImagesError) || ports.signal.aborted) throw error
    return asAnybody(`${host}: no sign-in (${error.message})`, error)
  }
  try {
    await ports.engine.pull(reference, platform, signIn, progress)
  } catch (error) {
    if (!isRefusedTransfer(error)) throw error
    await asAnybody(`${host} refused the sign-in`, error)
  }
}

/**
 * Brings an image into the engine by its digest, and gives it the tag there that it was found by: nobody finds one without a name again.
 *
 * @param image repository with host
 * @throws ModuleImagesError `pull-incomplete`
 */
export async function pullByDigest(
  ports: Omit<PullPorts, 'engine' | 'engineImages'> & { readonly engine: Pick<Engine, 'pull' | 'tag' | 'inspect'> },
  module: string,
  { image, tag, digest, platform }: Pulled & { readonly image: string; readonly tag: string },
): Promise<LoadedImage> {
  const reference = `${image}@${digest}`
  ports.log(`${module}  pulling ${reference}`)
  const activity = ports.activities.start(module, 'pulling')
  try {
    await pullWithAnonymousFallback(ports, { name: reference, reference, progress: activity.transfer }, platform)
  } finally {
    activity.end()
  }
  await ports.engine.tag(reference, `${image}:${tag}`)
  const found = await ports.engine.inspect(reference)
  if (found.kind === 'missing') throw pullIncomplete(reference)
  return { name: `${image}:${tag}`, id: found.id, entrypoint: found.entrypoint }
}

/** What a pull brings. */
interface Pulled {
  /** Of the image that was looked at under the content tag. */
  readonly digest: string
  readonly platform?: string | undefined
}

/** Brings the image of a content tag into the engine, by its digest, and tells its size there. */
export async function pullImage(ports: PullPorts, wanted: ImageTarget, pulled: Pulled): Promise<Receipt['size']> {
  const { size } = await pullFound(ports, wanted, pulled)
  return { bytes: size, of: 'engine' }
}

async function pullFound(ports: PullPorts, wanted: ImageTarget, { digest, platform }: Pulled): Promise<FoundImage> {
  const { image, contentTag, module } = wanted
  const name = `${image}:${contentTag}`
  const reference = `${image}@${digest}`
  const shown = `${image}:${shortContentTag(contentTag)}`
  ports.log(`${module.name}  pulling ${shown}`)
  const activity = ports.activities.start(module.name, 'pulling')
  try {
    await pullWithAnonymousFallback(ports, { name: shown, reference, progress: activity.transfer }, platform)
  } finally {
    activity.end()
  }
  await ports.engine.tag(reference, name)
  ports.engineImages.add({ repository: image, tag: contentTag })
  const found = await ports.engineImages.find(wanted)
  if (found) return found
  throw pullIncomplete(name)
}

function pullIncomplete(name: string): ModuleImagesError {
  return new ModuleImagesError({
    code: 'pull-incomplete',
    kind: 'environment',
    message: `${name} was pulled, but the engine does not have it.`,
    fix: 'Another process may have removed it, or given its name to another image; run the command again.',
  })
}
