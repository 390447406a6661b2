import {
  type BuildAction,
  type EngineState,
  ModuleImagesError,
  planBuildAction,
  type PushTags,
  type Receipt,
  type RegistryState,
  shortContentTag,
} from '@module-images/core'
import type { Engine } from '@module-images/engine'
import { findParts, type PartsPorts } from '../publish/find-parts.js'
import { limitTags, type TagLimits } from '../publish/allowed-tags.js'
import { buildImage, type BuildPorts } from './build-image.js'
import type { ImageTags, KeyedImage, OpenImageTags } from '../registry-view/image-tags.js'
import { pullImage, type PullPorts } from './load-image.js'
import { createReceipt, type ReceiptPorts } from '../receipts/receipts.js'
import { type StableInputsPorts, withStableInputs } from './stable-inputs.js'
import { type ImageTarget, resolveTarget } from '../session/image-target.js'

/** What reconciling takes. */
export interface ReconcilePorts extends BuildPorts, PullPorts, StableInputsPorts, TagLimits, ReceiptPorts, PartsPorts {
  readonly engineImages: BuildPorts['engineImages']
  readonly workspace: BuildPorts['workspace']
  readonly engine: BuildPorts['engine'] & PullPorts['engine'] & Pick<Engine, 'requirePublisher'>
  readonly contentKeys: BuildPorts['contentKeys'] & StableInputsPorts['contentKeys']
  readonly imageTags: OpenImageTags
}

/** What a run is to do with the image afterwards. */
export interface ReconcileOptions {
  /** It publishes the image too, so that being in the registry is what counts. */
  readonly published?: boolean
  /** The tags that it is published under. */
  readonly tags?: PushTags | undefined
}

/**
 * Makes sure that the image of this checkout exists: looks in the engine and in the registry, and builds only what neither has.
 *
 * @throws ModuleImagesError where the module is broken, or the build or pull failed; `release-uncommitted`
 */
export async function reconcileImage(ports: ReconcilePorts, name: string, options: ReconcileOptions = {}): Promise<Receipt> {
  return withStableInputs(ports, name, () => reconcileOnce(ports, name, options))
}

async function reconcileOnce(ports: ReconcilePorts, name: string, { published = false, tags }: ReconcileOptions): Promise<Receipt> {
  const started = performance.now()
  const wanted = await resolveTarget(ports, name)
  const { options } = wanted.module
  if (options.noCache) await logIfPublished(ports, wanted)
  const { engine, registry } = await readStates(ports, wanted, published)
  const isMerged = published && engine.kind === 'missing' && registry.kind === 'missing' && (await findParts(ports, wanted)) !== undefined
  const action = isMerged ? MERGED : planBuildAction(engine, registry, options)
  // Before the build: a release that cannot be is better known at once, and so is a tag that will stay.
  if (action.kind === 'build' && tags) await limitTags(ports, wanted, tags)
  if (published && (action.kind === 'build' || registry.kind === 'missing'))
    await ports.engine.requirePublisher(`${wanted.image}:${wanted.contentTag}`)
  const done = await applyBuildAction(ports, wanted, { action, published })
  return createReceipt(ports, wanted, {
    outcome: done.outcome,
    reason: action.reason,
    digest: done.digest ?? (registry.kind === 'present' ? registry.digest : undefined),
    size: engine.kind === 'present' && engine.size !== undefined ? { bytes: engine.size, of: 'engine' } : done.size,
    tags: [],
    seconds: (performance.now() - started) / 1000,
  })
}

/** The push that follows makes one index of them. */
const MERGED: BuildAction = { kind: 'none', where: 'registry', reason: 'its parts are in the registry' }

interface States {
  readonly engine: EngineState
  readonly registry: RegistryState
}

/**
 * Asks where the answer is likely, and the other only for what is not there: listing a busy engine's images can take longer than all else,
 * and what is built in any case is not asked for at all.
 */
async function readStates(ports: ReconcilePorts, wanted: ImageTarget, published: boolean): Promise<States> {
  const { load, noCache } = wanted.module.options
  const notAsked: States = { engine: { kind: 'not-asked' }, registry: { kind: 'unknown', reason: 'not asked' } }
  if (noCache) return notAsked
  if (published && !load) {
    // What has another image under its content tag cannot be published: better known before a build than after it.
    const registry = await ports.imageTags(wanted).contentState()
    return { registry, engine: registry.kind === 'present' ? notAsked.engine : await readEngineState(ports, wanted) }
  }
  const engine = await readEngineState(ports, wanted)
  return { engine, registry: engine.kind === 'present' ? notAsked.registry : await readRegistryState(ports, wanted) }
}

async function readEngineState(ports: ReconcilePorts, wanted: ImageTarget): Promise<EngineState> {
  const image = await ports.engineImages.find(wanted)
  return image ? { kind: 'present', reference: `${image.repository}:${image.tag}`, size: image.size } : { kind: 'missing' }
}

/** What asking for the registry's image takes. */
export interface RegistryStatePorts {
  readonly imageTags: (image: KeyedImage) => Pick<ImageTags, 'contentState'>
  readonly log: (line: string) => void
}

/** For who can do without the registry's image: another one under its content tag is said, and not used. */
export async function readRegistryState(ports: RegistryStatePorts, wanted: ImageTarget): Promise<RegistryState> {
  try {
    return await ports.imageTags(wanted).contentState()
  } catch (error) {
    if (!(error instanceof ModuleImagesError) || error.code !== 'wrong-key-label') throw error
    ports.log(`${wanted.image}:${shortContentTag(wanted.contentTag)} carries another key in the registry and is not used`)
    return { kind: 'unknown', reason: 'the registry has another image under its content tag' }
  }
}

/** A key that is published keeps its image, whatever is built anew. */
async function logIfPublished(ports: ReconcilePorts, wanted: ImageTarget): Promise<void> {
  const { module, contentTag } = wanted
  if ((await readRegistryState(ports, wanted)).kind !== 'present') return
  ports.log(
    `${module.name}  already published under ${shortContentTag(contentTag)}; the new build stays in the engine and is not uploaded; to publish a new image: npx --no module-images refresh ${module.name}`,
  )
}

interface Task {
  readonly action: BuildAction
  readonly published: boolean
}

interface Done {
  readonly outcome: Receipt['outcome']
  readonly digest?: string | undefined
  readonly size?: Receipt['size']
}

async function applyBuildAction(ports: ReconcilePorts, wanted: ImageTarget, { action, published }: Task): Promise<Done> {
  switch (action.kind) {
    case 'none':
      return { outcome: 'present' }
    case 'pull':
      return { outcome: 'pulled', digest: action.digest, size: await pullImage(ports, wanted, { digest: action.digest }) }
    case 'build':
      return { outcome: 'built', ...(await buildImage(ports, wanted, published)) }
  }
}
