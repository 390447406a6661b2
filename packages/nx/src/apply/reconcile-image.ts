import { type BuildAction, type BuildOptions, type EngineState, planBuild, type Receipt, type RegistryState } from '@module-images/core'
import { buildImage } from './build-image.js'
import type { ImageRun } from './image-run.js'
import { pullImage } from './load-image.js'
import { createReceipt } from './receipts.js'
import { type WantedImage, wantImage } from './wanted-image.js'

/**
 * Makes sure that the image of this checkout exists: looks in the engine, then in the registry, and builds only what neither has.
 *
 * @throws ModuleImagesError where the module is broken, or the build or pull failed
 */
export async function reconcileImage(run: ImageRun, name: string): Promise<Receipt> {
  const started = performance.now()
  const wanted = await wantImage(run, name)
  const { options } = wanted.module
  const engine = await readEngineState(run, wanted)
  const registry = await readRegistryState(run, wanted, engine, options)
  const action = planBuild(engine, registry, options)
  const done = await applyBuildAction(run, wanted, action)
  return createReceipt(wanted, {
    outcome: done.outcome,
    reason: action.reason,
    digest: done.digest ?? (registry.kind === 'present' ? registry.digest : undefined),
    size: engine.kind === 'present' && engine.size !== undefined ? { bytes: engine.size, of: 'engine' } : done.size,
    tags: [],
    seconds: (performance.now() - started) / 1000,
  })
}

async function readEngineState(run: ImageRun, { module, contentTag }: WantedImage): Promise<EngineState> {
  const image = await run.engineImages.find(module.image, contentTag)
  return image ? { kind: 'present', reference: `${image.repository}:${image.tag}`, id: image.id, size: image.size } : { kind: 'missing' }
}

/** Nobody asks a registry for what the engine has, or for what is to be built in any case. */
async function readRegistryState(run: ImageRun, wanted: WantedImage, engine: EngineState, options: BuildOptions): Promise<RegistryState> {
  if (engine.kind === 'present' || options.noCache) return { kind: 'unknown', reason: 'not asked' }
  return run.lookups.state(wanted.image, wanted.contentTag)
}

interface Done {
  readonly outcome: Receipt['outcome']
  readonly digest?: string | undefined
  readonly size?: Receipt['size']
}

async function applyBuildAction(run: ImageRun, wanted: WantedImage, action: BuildAction): Promise<Done> {
  switch (action.kind) {
    case 'none':
      return { outcome: 'present' }
    case 'pull':
      return { outcome: 'pulled', digest: action.digest, size: await pullImage(run, wanted) }
    case 'build':
      return { outcome: 'built', ...(await buildImage(run, wanted)) }
  }
}
