import { join } from 'node:path'
import { ModuleImagesError, type Receipt, renderUnknownTriggers, renderUnlockedBases } from '@module-images/core'
import { type BuildFailure, type BuildOutcome, type BuildRequest, renderBuildFailure } from '@module-images/engine'
import { DOCKERFILE } from '../workspace/read-module.js'
import { baseReference, planBaseSource } from './base-source.js'
import { buildPatiently } from './build-patiently.js'
import type { ImageRun } from './image-run.js'
import { planLabels } from './image-labels.js'
import { type WantedImage, wantImage } from './wanted-image.js'

/** What a build made, as far as it is known. */
export interface BuiltImage {
  readonly digest?: string | undefined
  readonly size?: Receipt['size']
}

/**
 * Builds one image into the engine, under its content tag alone: mutable tags are the registry's business.
 *
 * @param published the push that follows finds out whether the engine has it, and the registry tells its size: the engine is not asked again
 */
export async function buildImage(run: ImageRun, wanted: WantedImage, published: boolean): Promise<BuiltImage> {
  const { module, image, contentTag } = wanted
  const unlocked = renderUnlockedBases(module.name, module.bases)
  if (unlocked !== undefined) run.say(`${module.name}  warning: ${unlocked}`)
  const outcome = await run.builds(async () => {
    const request = await planBuildRequest(run, wanted)
    run.say(`${module.name}  building ${image}:${contentTag}`)
    return buildAnyhow(run, wanted, request)
  })
  if (outcome.kind === 'failed') throw buildError(wanted, outcome.failure)
  const triggers = outcome.steps.triggers > 0 ? renderUnknownTriggers(module.name, module.bases, module.lock) : undefined
  if (triggers !== undefined) run.say(`${module.name}  warning: ${triggers}`)
  if (published && builderOf(run, wanted) === undefined) {
    run.engineImages.add({ repository: image, tag: contentTag })
    return { digest: outcome.digest }
  }
  const built = await run.engine.inspect(`${image}:${contentTag}`)
  if (built.kind === 'missing') {
    throw new ModuleImagesError({
      code: 'build-not-loaded',
      kind: 'environment',
      message: `The build of ${module.name} succeeded, but the engine does not hold the image.`,
      hint: 'The builder may be unable to load images; choose another with the option "builder".',
    })
  }
  run.engineImages.add({ repository: image, tag: contentTag, size: built.size })
  return { digest: outcome.digest ?? built.digest, size: { bytes: built.size, of: 'engine' } }
}

/** Again without the user's sign-in, where a registry refused that; the refusal is what counts if a base is not for anybody. */
async function buildAnyhow(run: ImageRun, { module }: WantedImage, request: BuildRequest): Promise<BuildOutcome> {
  const build = (output: BuildRequest['output']) => buildPatiently(run, module.name, { ...request, output })
  const outcome = await build(request.output)
  if (outcome.kind === 'built' || outcome.failure.code !== 'base-denied') return outcome
  const { message } = outcome.failure
  const outside = module.bases.flatMap((base) => (base.kind === 'external' ? [baseReference(base.reference, run.mirrors).host] : []))
  const refusing = [...new Set(outside)].filter((host) => message.includes(host))
  if (refusing.length === 0) return outcome
  run.say(`${module.name}  ${refusing.join(', ')} refused the sign-in; building without one`)
  const again = await build({ kind: 'load', configFolder: await run.anonymousConfig(refusing) })
  return again.kind === 'failed' && again.failure.code === 'base-denied' ? outcome : again
}

async function planBuildRequest(run: ImageRun, wanted: WantedImage): Promise<BuildRequest> {
  const { module, key, image, contentTag } = wanted
  const { options } = module
  const labels = planLabels({
    title: module.name,
    key,
    git: await run.git(),
    created: run.now(),
    version: run.version,
    extra: options.labels,
    inDockerfile: module.labelNames,
  })
  const context = join(run.workspace.root, module.root)
  return {
    context,
    dockerfile: join(context, DOCKERFILE),
    tags: [`${image}:${contentTag}`],
    buildArgs: options.buildArgs,
    target: options.target,
    platforms: options.platforms,
    labels,
    secrets: options.secrets.map((secret) => ('file' in secret ? { ...secret, file: join(context, secret.file) } : secret)),
    ssh: options.ssh,
    network: options.network,
    cacheFrom: options.cacheFrom,
    cacheTo: options.cacheTo,
    builder: options.builder,
    noCache: options.noCache,
    provenance: options.provenance,
    sbom: options.sbom,
    buildContexts: await planBuildContexts(run, wanted),
    output: { kind: 'load' },
  }
}

/** Each base under the text its FROM has: a module by its content tag, an outside image by its locked digest and its mirror. */
async function planBuildContexts(run: ImageRun, wanted: WantedImage): Promise<Record<string, string>> {
  const { module } = wanted
  const contexts: Record<string, string> = {}
  for (const base of module.bases) {
    const replacement =
      base.kind === 'module' ? await parentReference(run, base.module, builderOf(run, wanted)) : planBaseSource(base, run.mirrors)
    if (replacement !== undefined) contexts[base.reference] = `docker-image://${replacement}`
  }
  return contexts
}

/**
 * The parent as the engine calls it, or else as the registry does. A builder that was chosen may be another machine, which sees no image of
 * the engine: it takes the parent from the registry if that has it.
 */
async function parentReference(run: ImageRun, name: string, builder: string | undefined): Promise<string> {
  const parent = await wantImage(run, name)
  const published = `${parent.image}:${parent.contentTag}`
  const local = await run.engineImages.find(parent.module.image, parent.contentTag)
  if (!local) return published
  if (builder !== undefined && (await run.lookups.state(parent.image, parent.contentTag)).kind === 'present') return published
  return `${local.repository}:${local.tag}`
}

/** A builder that was chosen, which may be no part of the engine. */
function builderOf(run: ImageRun, { module }: WantedImage): string | undefined {
  return module.options.builder ?? run.builder
}

/** The failure as an error whose place is the line of the Dockerfile, named from the workspace root. */
function buildError({ module }: WantedImage, { line, ...failure }: BuildFailure): ModuleImagesError {
  return new ModuleImagesError({
    code: failure.code,
    kind: failure.code === 'step-failed' || failure.code === 'dockerfile-invalid' ? 'input' : 'environment',
    message: renderBuildFailure(failure, module.name),
    place: { file: `${module.root}/${DOCKERFILE}`, ...(line === undefined ? {} : { line }) },
  })
}
