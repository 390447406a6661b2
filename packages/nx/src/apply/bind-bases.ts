import { planBaseSource } from './base-source.js'
import type { ImageRun } from './image-run.js'
import { type WantedImage, wantImage } from './wanted-image.js'

/**
 * What a build takes in place of each base, by its text: a module's own image, an outside image by its locked digest and through its mirror.
 * A base that is neither locked nor mirrored is not there, and keeps its name.
 */
export async function bindBases(run: ImageRun, wanted: WantedImage): Promise<Map<string, string>> {
  const sources = new Map<string, string>()
  for (const base of wanted.module.bases) {
    const source =
      base.kind === 'module' ? await parentReference(run, base.module, builderOf(run, wanted)) : planBaseSource(base, run.mirrors)
    if (source !== undefined) sources.set(base.reference, source)
  }
  return sources
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
export function builderOf(run: ImageRun, { module }: WantedImage): string | undefined {
  return module.options.builder ?? run.builder
}
