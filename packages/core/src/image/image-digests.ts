import * as v from 'valibot'
import type { FileFormat } from '../file-format.js'

const digest = v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{64}$/, 'is not a sha256 digest'))

const publishedImageSchema = v.strictObject({
  module: v.pipe(v.string(), v.description('Name of the Nx project.')),
  image: v.pipe(v.string(), v.description('Repository with host, without tag.')),
  digest: v.pipe(digest, v.description('Of the manifest or index: pull image@digest.')),
  key: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/), v.description('Content key it was built for.')),
  contentTag: v.pipe(v.string(), v.regex(/^key-[0-9a-f]{32}$/)),
  tags: v.pipe(v.array(v.string()), v.description('Tags that named this digest when the registry was asked.')),
  platforms: v.pipe(v.array(v.string()), v.description('os/arch[/variant], sorted.')),
  size: v.pipe(
    v.number(),
    v.integer(),
    v.minValue(0),
    v.description('Bytes of all configurations and layers as stored, each counted once.'),
  ),
  commit: v.pipe(
    v.nullable(v.string()),
    v.description('Commit it was built at, as its label says; an older one where nothing it reads has changed since.'),
  ),
})

/** A release's lock of images: what `module-images digests` prints as JSON. Its JSON Schema is `schemas/digests.json` of @module-images/nx. */
const imageDigestsSchema = v.strictObject({
  digests: v.pipe(v.literal(1), v.description('Version of this format.')),
  registry: v.pipe(v.string(), v.description('Host and prefix the images are published under.')),
  images: v.pipe(v.array(publishedImageSchema), v.description('In order of module.')),
})

/** `digests.json` */
export const imageDigestsFormat = {
  name: 'lock of images',
  field: 'digests',
  version: 1,
  schema: imageDigestsSchema,
} as const satisfies FileFormat

/** @see imageDigestsSchema */
export type ImageDigests = v.InferOutput<typeof imageDigestsSchema>

/** One image as the registry has it. */
export type PublishedImage = v.InferOutput<typeof publishedImageSchema>
