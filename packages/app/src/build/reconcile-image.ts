import {
  type BuildAction,
  type EngineState,
  ModuleImagesError,
  planBuild,
  type PushTags,
  type Receipt,
  type RegistryState,
} from '@module-images/core'
import { limitTags } from '../publish/allowed-tags.js'
import { buildImage } from './build-image.js'
import type { Session } from '../session/session.js'
import { pullImage } from './load-image.js'
import { createReceipt } from '../receipts/receipts.js'
import { withStableInputs } from './stable-inputs.js'
import { type ImageTarget, resolveTarget } from '../session/image-target.js'

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
export async function reconcileImage(run: Session, name: string, options: ReconcileOptions = {}): Promise<Receipt> {
  return withStableInputs(run, name, () => reconcileOnce(run, name, options))
}

async function reconcileOnce(run: Session, name: string, { published = false, tags }: ReconcileOptions): Promise<Receipt> {
  const started = performance.now()
  const wanted = await resolveTarget(run, name)
  const { options } = wanted.module
  if (options.noCache) await logIfPublished(run, wanted)
  const { engine, registry } = await readStates(run, wanted, published)
  const action = planBuild(engine, registry, options)
  // Before the build: a release that cannot be is better known at once, and so is a tag that will stay.
  if (action.kind === 'build' && tags) await limitTags(run, wanted, tags)
  const done = await applyBuildAction(run, wanted, { action, published })
  return createReceipt(run, wanted, {
    outcome: done.outcome,
    reason: action.reason,
    digest: done.digest ?? (registry.kind === 'present' ? registry.digest : undefined),
    size: engine.kind === 'present' && engine.size !== undefined ? { bytes: engine.size, of: 'engine' } : done.size,
    tags: [],
    seconds: (performance.now() - started) / 1000,
  })
}

interface States {
  readonly engine: EngineState
  readonly registry: RegistryState
}

/**
 * Asks where the answer is likely, and the other only for what is not there: listing a busy engine's images can take longer than all else,
 * and what is built in any case is not asked for at all.
 */
async function readStates(run: Session, wanted: ImageTarget, published: boolean): Promise<States> {
  const { load, noCache } = wanted.module.options
  const notAsked: States = { engine: { kind: 'not-asked' }, registry: { kind: 'unknown', reason: 'not asked' } }
  if (noCache) return notAsked
  if (published && !load) {
    // What has another image under its content tag cannot be published: better known before a build than after it.
    const registry = await run.lookups.state(wanted)
    return { registry, engine: registry.kind === 'present' ? notAsked.engine : await readEngineState(run, wanted) }
  }
  const engine = await readEngineState(run, wanted)
  return { engine, registry: engine.kind === 'present' ? notAsked.registry : await readRegistryState(run, wanted) }
}

async function readEngineState(run: Session, wanted: ImageTarget): Promise<EngineState> {
  const image = await run.engineImages.find(wanted)
  return image ? { kind: 'present', reference: `${image.repository}:${image.tag}`, size: image.size } : { kind: 'missing' }
}

/** For who can do without the registry's image: another one under its content tag is said, and not used. */
export async function readRegistryState(run: Session, wanted: ImageTarget): Promise<RegistryState> {
  try {
    return await run.lookups.state(wanted)
  } catch (error) {
    if (!(error instanceof ModuleImagesError) || error.code !== 'wrong-key-label') throw error
    run.log(`${wanted.image}:${wanted.contentTag} carries another key in the registry and is not used`)
    return { kind: 'unknown', reason: 'the registry has another image under its content tag' }
  }
}

/** A key that is published keeps its image, whatever is built anew. */
async function logIfPublished(run: Session, wanted: ImageTarget): Promise<void> {
  const { module, contentTag } = wanted
  if ((await readRegistryState(run, wanted)).kind !== 'present') return
  run.log(
    `${module.name}  already published under ${contentTag}; the new build stays in the engine and is not uploaded; to publish a new image: npx module-images refresh ${module.name}`,
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

async function applyBuildAction(run: Session, wanted: ImageTarget, { action, published }: Task): Promise<Done> {
  switch (action.kind) {
    case 'none':
      return { outcome: 'present' }
    case 'pull':
      return { outcome: 'pulled', digest: action.digest, size: await pullImage(run, wanted, { digest: action.digest }) }
    case 'build':
      return { outcome: 'built', ...(await buildImage(run, wanted, published)) }
  }
}
