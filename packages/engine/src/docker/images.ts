import * as v from 'valibot'
import { isContentTag, ModuleImagesError, parseImageReference } from '@module-images/core'
import type { EngineImage, InspectedImage } from '../engine.js'
import { requireDocker, type DockerOptions } from './docker-command.js'

const MiB = 1024 * 1024

const listedImage = v.object({ Repository: v.string(), Tag: v.string(), ID: v.string(), Size: v.optional(v.string()) })

const inspectedImages = v.tuple([
  v.object({
    Id: v.string(),
    RepoDigests: v.nullish(v.array(v.string())),
    Size: v.number(),
    Os: v.string(),
    Architecture: v.string(),
    Variant: v.optional(v.string()),
    RootFS: v.nullish(v.object({ Layers: v.nullish(v.array(v.string())) })),
    Config: v.nullish(v.object({ Labels: v.nullish(v.record(v.string(), v.string())), Entrypoint: v.nullish(v.array(v.string())) })),
  }),
])

/** The form of a content tag, and the pattern by which docker picks tags that may be one. */
const CONTENT_TAG_PATTERN = 'key-*'
/** A `*` of a pattern does not match across slashes, so there is a pattern for each depth of a repository's name, its host included. */
const DEEPEST_NAME = 8

/**
 * Every image with a content tag, in one process; a list too long to hold is an error, not a shorter list. By tag and not by the key's
 * label, since docker reads the configuration of every image to know its labels: milliseconds each.
 * Filters: https://docs.docker.com/reference/cli/docker/image/ls/#filter
 */
export async function listKeyedImages(options: DockerOptions): Promise<readonly EngineImage[]> {
  const names = Array.from({ length: DEEPEST_NAME }, (_, depth) => `${'*/'.repeat(depth)}*:${CONTENT_TAG_PATTERN}`)
  const args = ['image', 'ls', '--no-trunc', ...names.map((name) => `--filter=reference=${name}`), '--format={{json .}}']
  const fail = (stderr: string) => engineFailed('The images of the engine could not be listed', stderr)
  const result = await requireDocker(options, args, fail, { keepBytes: 64 * MiB })
  if (result.truncated) throw fail('the list is longer than 64 MiB')
  return parseImageList(result.stdout).filter(({ tag }) => isContentTag(tag))
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
  parseImageReference(reference)
  const result = await requireDocker(options, ['image', 'inspect', reference], (stderr) =>
    isMissing(stderr) ? undefined : engineFailed(`The image '${reference}' could not be inspected`, stderr),
  )
  return result.exitCode === 0 ? parseInspectedImage(result.stdout, reference) : { kind: 'missing' }
}

export function parseInspectedImage(text: string, reference: string): InspectedImage {
  const [image] = v.parse(inspectedImages, JSON.parse(text))
  const wanted = parseImageReference(reference)
  const digest = (image.RepoDigests ?? [])
    .map((entry) => parseImageReference(entry))
    .find((entry) => entry.host === wanted.host && entry.repository === wanted.repository)?.digest
  return {
    kind: 'present',
    id: image.Id,
    ...(digest === undefined ? {} : { digest }),
    labels: image.Config?.Labels ?? {},
    entrypoint: image.Config?.Entrypoint ?? [],
    size: image.Size,
    ...(image.RootFS?.Layers ? { layers: image.RootFS.Layers.length } : {}),
    platform: [image.Os, image.Architecture, ...(image.Variant ? [image.Variant] : [])].join('/'),
  }
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
  return new ModuleImagesError({ code: 'image-not-found', kind: 'input', message: `The engine has no image '${reference}'.` })
}

/** An id (`sha256:…`) or a reference. */
export function sourceReference(text: string): string {
  if (!/^sha256:[0-9a-f]{64}$/.test(text)) parseImageReference(text)
  return text
}

function engineFailed(what: string, stderr: string, code = 'engine-failed'): ModuleImagesError {
  return new ModuleImagesError({ code, kind: 'environment', message: `${what}: ${stderr.trim() || 'docker gave no reason'}` })
}
