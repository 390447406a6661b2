import {
  type Base,
  ModuleImagesError,
  pathIn,
  planLayerCache,
  type Receipt,
  renderUnknownTriggers,
  shortContentTag,
  triggerIsStep,
} from '@module-images/core'
import {
  type BuildFailure,
  type BuildOutcome,
  type BuildProgress,
  type BuildRequest,
  type Engine,
  mayBeLostLayer,
  renderBuildFailure,
} from '@module-images/engine'
import { DOCKERFILE, type LinkedModule, type Workspace } from '@module-images/workspace'
import { baseReference } from './base-source.js'
import { builderOf } from './bind-bases.js'
import type { BuildCache } from './build-cache.js'
import { buildWithRetry, type RunBuildPorts } from './build-with-retry.js'
import { explainMissingVariable } from './explain-missing-variable.js'
import type { EngineImages } from '../session/engine-images.js'
import type { AnonymousConfig } from '../session/anonymous-config.js'
import type { PushConfig } from '../session/push-config.js'
import type { Activities } from '../session/activities.js'
import { inTurn } from '../session/in-turn.js'
import type { Limit } from '../session/session.js'
import { type PlannedBuild, planBuild, type PlanBuildPorts } from './plan-build.js'
import type { ImageTarget } from '../session/image-target.js'

/** What building an image takes. */
export interface BuildPorts extends PlanBuildPorts, Omit<RunBuildPorts, 'follow'> {
  readonly workspace: Workspace
  readonly engine: Pick<Engine, 'build' | 'inspect' | 'remove'>
  readonly engineImages: Pick<EngineImages, 'find' | 'findKnown' | 'add'>
  /** The run's own sign-in to the registry that is published to; undefined where the engine has it. */
  readonly pullConfig: PushConfig['pullPath']
  /** For what the user's sign-in stands in the way of. */
  readonly anonymousConfig: AnonymousConfig['path']
  readonly builds: Limit
  readonly activities: Activities
  readonly buildCache: Pick<BuildCache, 'keep'>
  /** Says once a run that images are built on what their bases happen to be. */
  readonly warnOfUnlocked: (module: LinkedModule) => void
}

/** What a build made, as far as it is known. */
export interface BuiltImage {
  readonly digest?: string | undefined
  readonly size?: Receipt['size']
}

/**
 * Builds one image into the engine, under its content tag alone: mutable tags are the registry's business.
 *
 * @param published the push that follows finds out whether the engine has it, and the registry tells its size: the engine is not asked again
 * @throws ModuleImagesError `build-not-loaded`, or the code of what failed in the build
 */
export async function buildImage(ports: BuildPorts, wanted: ImageTarget, published: boolean): Promise<BuiltImage> {
  const { module, image, contentTag } = wanted
  ports.warnOfUnlocked(module)
  const turn = { activities: ports.activities, module: module.name, why: 'for another build to end' }
  const outcome = await inTurn(ports.builds, turn, async () => runBuild(ports, wanted))
  if (outcome.kind === 'failed') throw buildError(wanted, outcome.failure)
  if (published && planLayerCache(module) === 'registry') ports.buildCache.keep(module.name)
  if (outcome.steps.triggers > countKnownTriggers(ports, module)) await refuseUnknownTriggers(ports, wanted)
  if (published && builderOf(ports, wanted) === undefined) {
    const { imageId: id, digest } = outcome
    ports.engineImages.add({
      repository: image,
      tag: contentTag,
      ...(id === undefined ? {} : { id, ...(digest === undefined ? {} : { digest }) }),
    })
    return { digest }
  }
  const built = await ports.engine.inspect(`${image}:${contentTag}`)
  if (built.kind === 'missing') {
    throw new ModuleImagesError({
      code: 'build-not-loaded',
      kind: 'environment',
      message: `The build of ${module.name} succeeded, but the engine does not hold the image.`,
      fix: 'The builder may be unable to load images; choose another with the option "builder".',
    })
  }
  ports.engineImages.add({ repository: image, tag: contentTag })
  return { digest: outcome.digest ?? built.digest, size: { bytes: built.size, of: 'engine' } }
}

/** The build itself, from the copy of its files to its end. */
async function runBuild(ports: BuildPorts, wanted: ImageTarget): Promise<BuildOutcome> {
  const { module, image, contentTag } = wanted
  const activity = ports.activities.start(module.name, 'building')
  try {
    const planned = await planBuild(ports, wanted)
    try {
      ports.log(`${module.name}  building ${image}:${shortContentTag(contentTag)}`)
      return revealFailure(await buildWithOtherSignIn({ ...ports, follow: activity.follow }, wanted, planned), planned)
    } catch (error) {
      throw explainMissingVariable(error, module, ports.workspace)
    } finally {
      await planned.remove()
    }
  } finally {
    activity.end()
  }
}

/** Steps that bases leave and that were known before the build: those of stages, of modules, and of what is locked. */
function countKnownTriggers({ workspace }: Pick<BuildPorts, 'workspace'>, { bases, lock, reads }: LinkedModule): number {
  const left = reads.places.flatMap(({ reference, via }) => {
    if (via !== 'from') return []
    const base = bases.find((one) => one.reference === reference)
    return (base?.kind === 'module' ? workspace.modules.get(base.module)?.triggers : lock.bases.get(reference)?.onbuild) ?? []
  })
  return reads.stageTriggers + left.filter(triggerIsStep).length
}

/** The bases that may leave steps: those that stages start from. */
function startingBases({ bases, reads }: LinkedModule): Base[] {
  return bases.filter(({ reference }) => reads.places.some((place) => place.via === 'from' && place.reference === reference))
}

/**
 * What steps of an unknown base read was not staged: an image that lacks it must not be taken for the module's.
 *
 * @throws ModuleImagesError `unknown-triggers`
 */
async function refuseUnknownTriggers({ engine }: Pick<BuildPorts, 'engine'>, { module, image, contentTag }: ImageTarget): Promise<void> {
  const why = renderUnknownTriggers(module.name, startingBases(module), module.lock)
  if (why === undefined) return
  await engine.remove(`${image}:${contentTag}`)
  throw new ModuleImagesError({
    code: 'unknown-triggers',
    kind: 'input',
    message: `The image of ${module.name} was not kept: ${why}.`,
    place: { file: pathIn(module.root, DOCKERFILE) },
    fix: 'A locked base tells its ONBUILD steps, so that what they read becomes an input.',
  })
}

/**
 * Again with another sign-in, where a base is refused: with this run's own, if the registry that is published to refused it; then without any, since the one
 * that was refused may have ended, and the base may be for anybody. The refusal is what counts if a base is not for anybody.
 */
async function buildWithOtherSignIn(
  ports: BuildPorts & RunBuildPorts,
  { module }: ImageTarget,
  { request, revealNames }: PlannedBuild,
): Promise<BuildOutcome> {
  const revealing = {
    ...ports,
    log: (line: string) => ports.log(revealNames(line)),
    follow: (event: BuildProgress) => ports.follow({ ...event, name: revealNames(event.name) }),
  }
  const build = (output: BuildRequest['output']) => buildWithoutLostLayers(revealing, module.name, { ...request, output })
  const outcome = await build(request.output)
  if (!isDenied(outcome)) return outcome
  const { message } = outcome.failure
  const own = await ownSignIn(ports, message)
  const signedIn = own === undefined ? outcome : await build({ kind: 'load', configFolder: own })
  if (!isDenied(signedIn)) return signedIn
  const outside = module.bases.flatMap((base) => (base.kind === 'external' ? [baseReference(base.reference, ports.mirrors).host] : []))
  const refusing = [...new Set(outside)].filter((host) => message.includes(host))
  if (refusing.length === 0) return outcome
  ports.log(`${module.name}  ${refusing.join(', ')} refused the sign-in; building without one`)
  const anonymous = await build({ kind: 'load', configFolder: await ports.anonymousConfig(refusing) })
  return isDenied(anonymous) ? outcome : anonymous
}

function isDenied(outcome: BuildOutcome): outcome is Extract<BuildOutcome, { kind: 'failed' }> {
  return outcome.kind === 'failed' && outcome.failure.code === 'base-denied'
}

/** Undefined where another registry refused, or this run knows no other sign-in than the engine. */
async function ownSignIn(ports: Pick<BuildPorts, 'registryPrefix' | 'pullConfig'>, message: string): Promise<string | undefined> {
  const [host = ''] = ports.registryPrefix.split('/')
  return message.includes(host) ? ports.pullConfig().catch(() => undefined) : undefined
}

/** Again without layers from elsewhere, where one of them may be what failed: they are there to save time. */
async function buildWithoutLostLayers(ports: RunBuildPorts, name: string, request: BuildRequest): Promise<BuildOutcome> {
  const outcome = await buildWithRetry(ports, name, request)
  if (outcome.kind === 'built' || request.cacheFrom.length === 0 || !mayBeLostLayer(outcome.failure)) return outcome
  ports.log(`${name}  building without layers from the registry, which may be what failed: ${outcome.failure.message}`)
  return buildWithRetry(ports, name, { ...request, cacheFrom: [] })
}

/** In the author's words, not in those of the sealed Dockerfile. */
function revealFailure(outcome: BuildOutcome, { revealNames }: PlannedBuild): BuildOutcome {
  if (outcome.kind === 'built') return outcome
  const { message, step, ...failure } = outcome.failure
  const shown = { ...failure, message: revealNames(message), ...(step === undefined ? {} : { step: revealNames(step) }) }
  return { ...outcome, failure: shown }
}

/** The failure as an error whose place is the line of the Dockerfile, named from the workspace root. */
function buildError({ module }: ImageTarget, { line, ...given }: BuildFailure): ModuleImagesError {
  const failure = given.code === 'context-file-missing' ? explainMissingFile(module, given) : given
  return new ModuleImagesError({
    code: failure.code,
    kind: failure.code === 'step-failed' || failure.code === 'dockerfile-invalid' ? 'input' : 'environment',
    message: renderBuildFailure(failure, module.name),
    place: { file: pathIn(module.root, DOCKERFILE), ...(line === undefined ? {} : { line }) },
  })
}

/** The Dockerfile's own sources were looked for before the build, so that a step which a base left behind is what misses a file. */
function explainMissingFile(module: LinkedModule, failure: Omit<BuildFailure, 'line'>): Omit<BuildFailure, 'line'> {
  const fix = renderUnknownTriggers(module.name, startingBases(module), module.lock)
  return fix === undefined ? failure : { ...failure, fix }
}
