import { LAYER_CACHE_TAG, planLayerCache, type Receipt, rememberAnswers, renderError } from '@module-images/core'
import type { BuildOutcome, Engine, LayerStore } from '@module-images/engine'
import type { PushConfig } from '../session/push-config.js'
import { resolveTarget, type ImageTarget } from '../session/image-target.js'
import { inTurn } from '../session/in-turn.js'
import { builderOf } from './bind-bases.js'
import type { BuildPorts } from './build-image.js'
import { planBuild } from './plan-build.js'
import { renderActionsCache } from './plan-layers.js'

/** What writing layers takes. */
export interface WriteLayersPorts extends Omit<BuildPorts, 'buildCache' | 'engine'> {
  readonly engine: Pick<Engine, 'build'>
  /** What keeps the layers of a builder's builds, asked for once a run. */
  readonly layerStore: (builder: string | undefined) => Promise<LayerStore | undefined>
  readonly pushConfig: PushConfig['path']
  readonly logOnce: (line: string) => void
}

/** @param engine asked once for each builder */
export function rememberLayerStores(engine: Pick<Engine, 'readLayerStore'>): WriteLayersPorts['layerStore'] {
  const stores = rememberAnswers<LayerStore | undefined>()
  return (builder) => stores.get(builder ?? '', () => engine.readLayerStore(builder))
}

/** What this run built. */
export type BuiltModule = Pick<Receipt, 'module' | 'digest'>

/**
 * Leaves the layers of all stages in the registry, once the image they belong to is there: the same build again, of which the engine has every
 * step, and this one signed in. The image itself notes its own layers; that is all a build of one stage needs. For what this run built and pushed.
 * It is a help for later builds and no part of the push: what keeps it from being written is told.
 */
export async function writeLayers(ports: WriteLayersPorts, built: BuiltModule): Promise<void> {
  await writeTo(ports, built, async (wanted) => {
    if (planLayerCache(wanted.module) !== 'registry') return undefined
    const cacheTo = `type=registry,ref=${wanted.image}:${LAYER_CACHE_TAG},${CACHE_FORMAT}`
    return { cacheTo, configFolder: await ports.pushConfig() }
  })
}

/** The same in the Actions cache of a pull request, for its next push: of all stages, whatever the module leaves in the registry. */
export async function writePullRequestLayers(ports: WriteLayersPorts, built: BuiltModule): Promise<void> {
  await writeTo(ports, built, async (wanted) =>
    planLayerCache(wanted.module) === 'off' ? undefined : { cacheTo: `${renderActionsCache(wanted)},mode=max`, configFolder: undefined },
  )
}

/** Where layers are written. */
interface LayerPlace {
  readonly cacheTo: string
  /** To sign in with. */
  readonly configFolder: string | undefined
}

async function writeTo(
  ports: WriteLayersPorts,
  { module: name, digest }: BuiltModule,
  planPlace: (wanted: ImageTarget) => Promise<LayerPlace | undefined>,
): Promise<void> {
  try {
    const wanted = await resolveTarget(ports, name)
    // Only a store that keeps manifests knows a digest before the push.
    const isClassic = digest === undefined && (await ports.layerStore(builderOf(ports, wanted))) === 'classic'
    if (isClassic) ports.logOnce(CLASSIC_STORE)
    const place = isClassic ? undefined : await planPlace(wanted)
    if (place === undefined) return
    const outcome = await exportLayers(ports, wanted, place)
    if (outcome.kind === 'failed') ports.log(`${name}  its layers were not written: ${outcome.failure.message}`)
  } catch (error) {
    if (ports.signal.aborted) throw error
    ports.log(`${name}  its layers were not written: ${renderError(error)}`)
  }
}

const CLASSIC_STORE =
  "The engine's classic image store keeps layers for later runs only where every step was run, and none of other stages. " +
  "With containerd's image store it keeps all: https://docs.docker.com/engine/storage/containerd/"

async function exportLayers(ports: WriteLayersPorts, wanted: ImageTarget, { cacheTo, configFolder }: LayerPlace): Promise<BuildOutcome> {
  const { module } = wanted
  const turn = { activities: ports.activities, module: module.name, why: 'for another build to end' }
  return inTurn(ports.builds, turn, async () => {
    const activity = ports.activities.start(module.name, 'writing layers')
    const planned = await planBuild(ports, wanted)
    try {
      const output = { kind: 'none', configFolder } as const
      // From the engine alone: beside another source BuildKit leaves out layers of steps it has twice.
      return await ports.engine.build({ ...planned.request, tags: [], cacheFrom: [], cacheTo: [cacheTo], output }, activity.follow)
    } finally {
      await planned.remove()
      activity.end()
    }
  })
}

/** All stages, as an image's manifest: Amazon's registries take no other. https://docs.docker.com/build/cache/backends/registry/ */
const CACHE_FORMAT = 'mode=max,image-manifest=true,oci-mediatypes=true'
