import { resolve } from 'node:path'
import { imageDigestsFormat, type PublishedImage } from '@module-images/core'
import { createContentKeys, openCommandWorkspace, selectModules } from '@module-images/workspace'
import type { DigestFormat, DigestFormatName } from './digest-format.js'
import { checkNamePattern, findDigestFormat, renderDigests } from './digest-formats.js'
import { jsonFormat } from './json-format.js'
import { withRegistries } from '../../session/registry-access.js'
import type { CommandContext } from '../../session/command-context.js'
import { nameRegistry, wantedTags } from '../../session/destination.js'
import { renderRegistryOrigin } from '../../session/registry-origin.js'
import { writeFileAtomically } from '../../files/write-file-atomically.js'
import { type ModuleOutcomes, reportFailures, runForEach } from '../../report/module-failures.js'
import { startProgress } from '../../report/progress.js'
import { readPublishedImage } from './read-published-image.js'
import { createImageTags } from '../../registry-view/image-tags.js'
import { suggestTag } from '../../registry-view/suggest-tag.js'

export interface DigestsOptions {
  /** Names or folders; none means the active ones. */
  readonly modules: readonly string[]
  /** By what `output` is called where not given, else JSON. */
  readonly format: DigestFormatName | undefined
  /** A file in place of standard output; native, from the current folder. */
  readonly output: string | undefined
  /** As on the command line, separated by commas: each has to name the image. */
  readonly tags: string | undefined
  /** Pattern of parameter names. */
  readonly name: string | undefined
}

/**
 * `digests`: 0 when every module's image is published and in what was written; else 1, and the others are in it. Nothing is written where
 * none is published.
 *
 * @throws ModuleImagesError `no-parameters`, `bad-name-pattern`
 */
export async function runDigests(options: DigestsOptions, context: CommandContext): Promise<number> {
  const format = findDigestFormat(options.format, options.output) ?? jsonFormat
  checkNamePattern(format, options.name)
  const { prefix, results: images, failures } = await readImages(options, context)
  if (images.length > 0 || failures.length === 0) await writeDigests({ prefix, images, format }, options, context)
  return reportFailures(failures, images.length + failures.length, context)
}

interface ReadImages extends ModuleOutcomes<PublishedImage> {
  readonly prefix: string
}

async function readImages(options: DigestsOptions, context: CommandContext): Promise<ReadImages> {
  const { environment } = context
  const workspace = await openCommandWorkspace(context)
  const named = nameRegistry(environment, workspace.settings)
  const { prefix } = named
  const tags = wantedTags(options.tags, environment, workspace.settings)
  const { modules, broken } = selectModules(workspace, options.modules)
  const contentKeys = createContentKeys(workspace)
  context.log(renderRegistryOrigin(context, workspace.settings))
  const progress = startProgress({ total: modules.length + broken.length, what: 'images looked up', log: context.log })
  const outcomes = await withRegistries({ ...context, named }, ({ registry }) => {
    const imageTags = createImageTags(registry)
    return runForEach([...modules, ...broken], context, async ({ name, image }) => {
      const where = { image: `${prefix}/${image}`, tags, tagsRequired: options.tags !== undefined }
      const ports = { imageTags, suggestTag: (tag: string) => suggestTag(registry, where.image, tag) }
      return readPublishedImage(await contentKeys.keyOf(name), { ...where, ...ports }).finally(() => progress.step())
    })
  }).finally(() => progress.stop())
  return { prefix, ...outcomes, results: outcomes.results.toSorted((a, b) => (a.module < b.module ? -1 : 1)) }
}

interface Written {
  readonly prefix: string
  readonly images: readonly PublishedImage[]
  readonly format: DigestFormat
}

async function writeDigests({ prefix, images, format }: Written, { output, name }: DigestsOptions, context: CommandContext): Promise<void> {
  const text = renderDigests({ digests: imageDigestsFormat.version, registry: prefix, images: [...images] }, format, name)
  if (output === undefined) return context.print(text)
  writeFileAtomically(resolve(output), text, output)
  context.log(`${images.length} ${images.length === 1 ? 'image' : 'images'} of ${prefix} written to ${output}`)
}
