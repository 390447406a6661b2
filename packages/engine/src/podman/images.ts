import * as v from 'valibot'
import { isDigest, ModuleImagesError, parseImageReference } from '@module-images/core'
import type { EngineImage, InspectedImage } from '../engine.js'
import { parseInspectedImages } from '../inspected-images.js'
import { pickNamed } from '../named-images.js'
import { isAbandonedRunTag } from '../run-tag.js'
import { type PodmanOptions, requirePodman, runPodman } from './podman-command.js'
import { isPodmanBuild, withOwnKey } from './podman-key.js'
import { podmanReference } from './podman-reference.js'
import { podmanReason } from './podman-unavailable.js'

const MiB = 1024 * 1024

/** https://docs.podman.io/en/latest/markdown/podman-images.1.html#format-format */
const listedImages = v.array(v.object({ Id: v.string(), Names: v.nullish(v.array(v.string())), Size: v.number() }))

const shownImages = v.array(v.looseObject({ Id: v.string() }))

/** Images inspected by one command: their names have to go into its arguments. */
const INSPECTED_AT_ONCE = 500

/**
 * Images by their names without the registry's, `hello-r:key-…`. Podman has no pattern for names of any depth, so that it lists all images.
 *
 * @throws ModuleImagesError `engine-failed`
 */
export async function findImages(options: PodmanOptions, names: readonly string[]): Promise<readonly EngineImage[]> {
  const fail = (stderr: string) => podmanFailed('The images of the engine could not be listed', stderr)
  const result = await requirePodman(options, ['image', 'ls', '--format=json'], fail, { keepBytes: 64 * MiB })
  if (result.truncated) throw fail('the list is longer than 64 MiB')
  const images = parseImageList(result.stdout)
  const abandoned = images.filter(({ tag }) => isAbandonedRunTag(tag)).map(({ repository, tag }) => `${repository}:${tag}`)
  if (abandoned.length > 0) await runPodman(options, ['image', 'rm', ...abandoned])
  return pickNamed(images, names)
}

/** Images without a name are left out. One with two names is shown twice, with both. */
export function parseImageList(text: string): EngineImage[] {
  const images = v
    .parse(listedImages, JSON.parse(text))
    .flatMap(({ Id, Names, Size }) => (Names ?? []).map((name) => ({ name, id: withAlgorithm(Id), size: Size })))
  const byName = new Map(images.map((image) => [image.name, image]))
  return [...byName.values()].flatMap(({ name, id, size }) => {
    const { repository, tag } = /^(?<repository>.+):(?<tag>[^:/@]+)$/.exec(name)?.groups ?? {}
    return repository === undefined || tag === undefined ? [] : [{ repository, tag, id, size }]
  })
}

/** Podman shows ids without it. */
function withAlgorithm(id: string): string {
  return isDigest(id) ? id : `sha256:${id}`
}

/** What is there of each, in their order. Podman shows those it has, and ends with an error where it lacks one. */
export async function inspectImages(options: PodmanOptions, references: readonly string[]): Promise<InspectedImage[]> {
  const images: InspectedImage[] = []
  for (let start = 0; start < references.length; start += INSPECTED_AT_ONCE) {
    const some = references.slice(start, start + INSPECTED_AT_ONCE).map(podmanReference)
    const fail = (stderr: string) =>
      isMissing(stderr) ? undefined : podmanFailed(`The image '${some.join("', '")}' could not be inspected`, stderr)
    const result = await requirePodman(options, ['image', 'inspect', ...some], fail, { keepBytes: 64 * MiB })
    images.push(...parsePodmanImages(result.stdout, some))
  }
  return images
}

/** A digest counts for what came from a registry: that of a build is of no registry, and a push would pack its layers otherwise. */
export function parsePodmanImages(text: string, references: readonly string[]): InspectedImage[] {
  const shown = v.parse(shownImages, JSON.parse(text === '' ? '[]' : text)).map((image) => ({ ...image, Id: withAlgorithm(image.Id) }))
  return parseInspectedImages(JSON.stringify(shown), references).map((image) => {
    if (image.kind === 'missing') return image
    const { digest, labels, ...rest } = image
    return { ...rest, labels: withOwnKey(labels), ...(digest === undefined || isPodmanBuild(labels) ? {} : { digest }) }
  })
}

/** Names an image of the engine. */
export async function tagImage(options: PodmanOptions, source: string, target: string): Promise<void> {
  parseImageReference(target)
  await requirePodman(options, ['image', 'tag', podmanReference(source), podmanReference(target)], (stderr) =>
    isMissing(stderr) ? imageNotFound(source) : podmanFailed(`The image '${source}' could not be tagged '${target}'`, stderr),
  )
}

/** Takes a name away; one that is not there is no error. */
export async function removeImage(options: PodmanOptions, reference: string): Promise<void> {
  await requirePodman(options, ['image', 'rm', podmanReference(reference)], (stderr) =>
    isMissing(stderr) ? undefined : podmanFailed(`The image '${reference}' could not be removed`, stderr, 'remove-failed'),
  )
}

/**
 * Removes the layers that no image with a name has: podman keeps what builds leave for later ones as images without.
 *
 * @throws ModuleImagesError `prune-failed`
 */
export async function pruneLayers(options: PodmanOptions): Promise<void> {
  await requirePodman(options, ['image', 'prune', '--force'], (stderr) =>
    podmanFailed('The build cache could not be pruned', stderr, 'prune-failed'),
  )
}

/** Podman's words when the engine has no such image. */
function isMissing(stderr: string): boolean {
  return /image not known|no such image/i.test(stderr)
}

function imageNotFound(reference: string): ModuleImagesError {
  return new ModuleImagesError({
    code: 'image-not-found',
    kind: 'input',
    message: `The engine has no image '${reference}'.`,
    fix: 'Build or pull it first.',
  })
}

function podmanFailed(what: string, stderr: string, code = 'engine-failed'): ModuleImagesError {
  return new ModuleImagesError({
    code,
    kind: 'environment',
    message: `${what}: ${podmanReason(stderr)}`,
    fix: "See that 'podman info' works, then run this again.",
  })
}
