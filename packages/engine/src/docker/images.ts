import * as v from 'valibot'
import { isDigest, ModuleImagesError, parseImageReference } from '@module-images/core'
import type { EngineImage, InspectedImage } from '../engine.js'
import { MISSING_IMAGE, parseInspectedImages } from '../inspected-images.js'
import { pickNamed } from '../named-images.js'
import { isAbandonedRunTag, RUN_TAG_PATTERN } from '../run-tag.js'
import { requireDocker, runDocker, type DockerOptions } from './docker-command.js'

const MiB = 1024 * 1024

const listedImage = v.object({ Repository: v.string(), Tag: v.string(), ID: v.string(), Size: v.optional(v.string()) })

/** A `*` of a pattern does not match across slashes, so there is a pattern for each depth of a repository's name, its host included. */
const DEEPEST_NAME = 8
/** Names looked for by one docker command: the engine compares each with every image it has. */
const NAMES_AT_ONCE = 100

/** Images inspected by one docker command: their names have to go into its arguments. */
const INSPECTED_AT_ONCE = 500

/**
 * Images by their names without the registry's, `hello-r:key-…`. Docker is given the very names, since it reads all that an image consists of
 * to list it: milliseconds each, and an engine may hold a thousand. A list too long to hold is an error, not a shorter list.
 * Filters: https://docs.docker.com/reference/cli/docker/image/ls/#filter
 *
 * @throws ModuleImagesError `engine-failed`
 */
export async function findImages(options: DockerOptions, names: readonly string[]): Promise<readonly EngineImage[]> {
  const found: EngineImage[] = []
  for (let start = 0; start < names.length; start += NAMES_AT_ONCE) {
    const some = names.slice(start, start + NAMES_AT_ONCE)
    const images = await listImages(options, start === 0 ? [...some, `*:${RUN_TAG_PATTERN}`] : some)
    const abandoned = images.filter(({ tag }) => isAbandonedRunTag(tag)).map(({ repository, tag }) => `${repository}:${tag}`)
    // Another run may have been faster, or a container uses one: it stays, and is no matter of this run.
    if (abandoned.length > 0) await runDocker(options, ['image', 'rm', ...abandoned])
    found.push(...pickNamed(images, some))
  }
  return found
}

/** @param names of images in registries and repositories of any depth, with a `*` for any characters but slashes */
async function listImages(options: DockerOptions, names: readonly string[]): Promise<EngineImage[]> {
  const patterns = names.flatMap((name) => Array.from({ length: DEEPEST_NAME }, (_, depth) => `${'*/'.repeat(depth)}${name}`))
  const args = ['image', 'ls', '--no-trunc', ...patterns.map((pattern) => `--filter=reference=${pattern}`), '--format={{json .}}']
  const fail = (stderr: string) => engineFailed('The images of the engine could not be listed', stderr)
  const result = await requireDocker(options, args, fail, { keepBytes: 64 * MiB })
  if (result.truncated) throw fail('the list is longer than 64 MiB')
  return parseImageList(result.stdout)
}

/** One JSON object a line; images without a name are left out. */
export function parseImageList(text: string): EngineImage[] {
  const images = text.split('\n').filter((line) => line.trim() !== '')
  return images
    .map((line) => v.parse(listedImage, JSON.parse(line)))
    .filter((image) => image.Repository !== '<none>' && image.Tag !== '<none>')
    .map((image) => {
      const size = parseSize(image.Size ?? '')
      return { repository: image.Repository, tag: image.Tag, id: image.ID, ...(size === undefined ? {} : { size }) }
    })
}

/** `9.24kB` → 9240. Units: https://pkg.go.dev/github.com/docker/go-units#HumanSize */
function parseSize(text: string): number | undefined {
  const [, number, unit] = /^([\d.]+)(B|kB|MB|GB|TB)$/.exec(text) ?? []
  if (number === undefined || unit === undefined) return undefined
  return Math.round(Number(number) * 1000 ** ['B', 'kB', 'MB', 'GB', 'TB'].indexOf(unit))
}

/** Missing only when the engine says so. */
export async function inspectImage(options: DockerOptions, reference: string): Promise<InspectedImage> {
  const [image = MISSING_IMAGE] = await inspectImages(options, [reference])
  return image
}

/** The same of several, in their order. Docker shows those it has, and ends with 1 where it lacks one. */
export async function inspectImages(options: DockerOptions, references: readonly string[]): Promise<InspectedImage[]> {
  const images: InspectedImage[] = []
  for (let start = 0; start < references.length; start += INSPECTED_AT_ONCE) {
    const some = references.slice(start, start + INSPECTED_AT_ONCE)
    const fail = (stderr: string) =>
      stderr.split('\n').every((line) => line.trim() === '' || isMissing(line))
        ? undefined
        : engineFailed(`The image '${some.join("', '")}' could not be inspected`, stderr)
    const result = await requireDocker(options, ['image', 'inspect', ...some.map(sourceReference)], fail, { keepBytes: 64 * MiB })
    images.push(...parseInspectedImages(result.stdout, some))
  }
  return images
}

/** Names an image of the engine. */
export async function tagImage(options: DockerOptions, source: string, target: string): Promise<void> {
  parseImageReference(target)
  await requireDocker(options, ['image', 'tag', sourceReference(source), target], (stderr) =>
    isMissing(stderr) ? imageNotFound(source) : engineFailed(`The image '${source}' could not be tagged '${target}'`, stderr),
  )
}

/** Takes a name away; one that is not there is no error. */
export async function removeImage(options: DockerOptions, reference: string): Promise<void> {
  await requireDocker(options, ['image', 'rm', sourceReference(reference)], (stderr) =>
    isMissing(stderr) ? undefined : engineFailed(`The image '${reference}' could not be removed`, stderr, 'remove-failed'),
  )
}

/** Docker's words when the engine has no such image. */
export function isMissing(stderr: string): boolean {
  return /no such image|(?:tag|image) does not exist|reference does not exist/i.test(stderr)
}

export function imageNotFound(reference: string): ModuleImagesError {
  return new ModuleImagesError({
    code: 'image-not-found',
    kind: 'input',
    message: `The engine has no image '${reference}'.`,
    fix: 'Build or pull it first.',
  })
}

/** An id (`sha256:…`) or a reference. */
function sourceReference(text: string): string {
  if (!isDigest(text)) parseImageReference(text)
  return text
}

function engineFailed(what: string, stderr: string, code = 'engine-failed'): ModuleImagesError {
  const message = `${what}: ${stderr.trim() || 'docker gave no reason'}`
  return new ModuleImagesError({ code, kind: 'environment', message, fix: "See that 'docker info' works, then run this again." })
}
