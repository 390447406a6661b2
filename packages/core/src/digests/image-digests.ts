import { z } from 'zod'
import { isDigest } from '../reference/image-reference.js'

const digest = z.string().refine(isDigest, 'is not a sha256 digest').meta({ pattern: '^sha256:[0-9a-f]{64}$' })

const publishedImageSchema = z.strictObject({
  module: z.string().describe('Name of the Nx project.'),
  image: z.string().describe('Repository with host, without tag.'),
  digest: digest.describe('Of the manifest or index: pull image@digest.'),
  key: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe('Content key it was built for.'),
  contentTag: z.string().regex(/^key-[0-9a-f]{32}$/),
  tags: z.array(z.string()).describe('Tags that named this digest when the registry was asked.'),
  platforms: z.array(z.string()).describe('os/arch[/variant], sorted.'),
  size: z.int().min(0).describe('Bytes of all configurations and layers as stored, each counted once.'),
  commit: z
    .string()
    .nullable()
    .describe('Commit it was built at, as its label says; an older one where nothing it reads has changed since.'),
})

/** A release's lock of images: what `module-images digests` prints as JSON. Its JSON Schema is `schemas/digests.json` of @module-images/nx. */
export const imageDigestsSchema = z.strictObject({
  digests: z.literal(1).describe('Version of this format.'),
  registry: z.string().describe('Host and prefix the images are published under.'),
  images: z.array(publishedImageSchema).describe('In order of module.'),
})

/** @see imageDigestsSchema */
export type ImageDigests = z.output<typeof imageDigestsSchema>

/** One image as the registry has it. */
export type PublishedImage = z.output<typeof publishedImageSchema>
